/** Fixed ids, so that the demo can be loaded again and linked to. */
export const demoIds = {
  production: '0190a000-0000-7000-8000-000000000001',
  logistics: '0190a000-0000-7000-8000-000000000002',
  service: '0190a000-0000-7000-8000-000000000003',
  frontDesk: '0190a000-0000-7000-8000-000000000011',
  agent: '0190a000-0000-7000-8000-000000000021',
  supervisor: '0190a000-0000-7000-8000-000000000022',
  quality: '0190a000-0000-7000-8000-000000000023',
} as const;

const workday = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];

/** A retailer in Shanghai with a lunch break, a holiday week and its make-up workdays. */
export const demoTenant = {
  name: '晨光家电 Morninglight Appliances',
  zone: 'Asia/Shanghai',
  language: 'zh-CN',
  currency: 'CNY',
  calendar: {
    zone: 'Asia/Shanghai',
    week: {
      mon: workday,
      tue: workday,
      wed: workday,
      thu: workday,
      fri: workday,
      sat: [],
      sun: [],
    },
    exceptions: [
      { date: '2026-10-01', kind: 'OFF' },
      { date: '2026-10-02', kind: 'OFF' },
      { date: '2026-10-05', kind: 'OFF' },
      { date: '2026-10-06', kind: 'OFF' },
      { date: '2026-10-07', kind: 'OFF' },
      { date: '2026-09-20', kind: 'ON', asWeekday: 'wed' },
      { date: '2026-10-10', kind: 'ON', asWeekday: 'thu' },
    ],
  },
  departments: [
    { departmentId: demoIds.production, code: 'PRODUCTION', name: '生产部 Production' },
    { departmentId: demoIds.logistics, code: 'LOGISTICS', name: '物流部 Logistics' },
    {
      departmentId: demoIds.service,
      code: 'SERVICE',
      name: '客户服务部 Customer service',
      teams: [{ teamId: demoIds.frontDesk, code: 'FRONT_DESK', name: '前台组 Front desk' }],
    },
  ],
  users: [
    { userId: demoIds.agent, teamId: demoIds.frontDesk, name: '王芳 Wang Fang', roles: ['agent'] },
    { userId: demoIds.supervisor, name: '李强 Li Qiang', roles: ['supervisor'] },
    { userId: demoIds.quality, name: 'Anna Schmidt', roles: ['quality'] },
  ],
};
