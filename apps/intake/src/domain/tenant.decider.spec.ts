import type { Role, TenantEvent } from '@redress/contracts';
import { type CommandMeta, personal } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type { CreateTenant, TenantCommand } from './tenant-command.js';
import { tenantDecider } from './tenant.decider.js';

const now = '2026-03-02T09:00:00.000Z';
const id = (n: number) => `019cadc6-9a80-7000-8000-${String(n).padStart(12, '0')}`;
const [service, sales, frontDesk, backOffice, anna, bela] = [1, 2, 3, 4, 5, 6].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

const meta = (actorId = 'operator'): CommandMeta => ({
  tenantId: 'demo',
  actor: { kind: 'USER', role: 'admin', id: actorId },
  now,
  origin: 'LIVE',
  correlationId: id(9),
});

const workday = [{ from: '09:00', to: '18:00' }];
const tenant = {
  name: personal('Demo'),
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
    exceptions: [],
  },
};
const serviceDepartment = {
  departmentId: service,
  code: 'SERVICE',
  name: personal('Service'),
  teams: [{ teamId: frontDesk, code: 'FRONT', name: personal('Front desk') }],
};
const annaAccount = {
  userId: anna,
  teamId: frontDesk,
  name: personal('Anna'),
  roles: ['agent', 'supervisor', 'agent'] as Role[],
};

const create = (more: Partial<CreateTenant['data']> = {}): CreateTenant => ({
  type: 'CreateTenant',
  data: { ...tenant, departments: [serviceDepartment], users: [annaAccount], ...more },
  meta: meta(),
});

const at = <Event extends Omit<TenantEvent, 'occurredAt'>>(event: Event) =>
  ({ ...event, occurredAt: now }) as Event & { occurredAt: string };
const created: TenantEvent = at({ type: 'TenantCreated', data: tenant });
const departmentAdded: TenantEvent = at({
  type: 'DepartmentAdded',
  data: { departmentId: service, code: 'SERVICE', name: serviceDepartment.name },
});
const teamAdded: TenantEvent = at({
  type: 'TeamAdded',
  data: { departmentId: service, teamId: frontDesk, code: 'FRONT', name: personal('Front desk') },
});
const userAdded: TenantEvent = at({
  type: 'UserAdded',
  data: { userId: anna, teamId: frontDesk, name: annaAccount.name },
});
const granted = (role: Role, userId = anna): TenantEvent =>
  at({ type: 'RoleGranted', data: { userId, role } });

const whole = [created, departmentAdded, teamAdded, userAdded, granted('agent')];

describe('a new tenant', () => {
  it('comes with its calendar, its organisation and its people, in one step', () => {
    given(tenantDecider)
      .when(create())
      .then(
        created,
        departmentAdded,
        teamAdded,
        userAdded,
        granted('agent'),
        granted('supervisor'),
      );
  });

  it('is made once', () => {
    given(tenantDecider, created).when(create()).thenRejected('ALREADY_EXISTS');
  });

  it.each<[string, Partial<CreateTenant['data']>, string]>([
    [
      'a department twice',
      { departments: [serviceDepartment, serviceDepartment] },
      'ALREADY_EXISTS',
    ],
    [
      'two departments of one code',
      {
        departments: [serviceDepartment, { ...serviceDepartment, departmentId: sales, teams: [] }],
      },
      'CODE_TAKEN',
    ],
    [
      'two teams of one code',
      {
        departments: [
          serviceDepartment,
          {
            ...serviceDepartment,
            departmentId: sales,
            code: 'SALES',
            teams: [{ teamId: backOffice, code: 'FRONT', name: personal('Back office') }],
          },
        ],
      },
      'CODE_TAKEN',
    ],
    ['a user of an unknown team', { departments: [] }, 'TEAM_UNKNOWN'],
    ['a user twice', { users: [annaAccount, annaAccount] }, 'ALREADY_EXISTS'],
  ])('is made whole or not at all: %s refuses everything', (_, more, code) => {
    const decision = tenantDecider.decide(create(more), tenantDecider.initialState);
    expect(decision).toMatchObject({ ok: false, rejection: { code } });
  });

  it('needs a calendar that can be used, and says what is wrong with it', () => {
    const week = { ...tenant.calendar.week, mon: [{ from: '18:00', to: '09:00' }] };
    const { initialState } = tenantDecider;
    const calendar = { ...tenant.calendar, week };
    expect(tenantDecider.decide(create({ calendar }), initialState)).toMatchObject({
      rejection: { code: 'CALENDAR_INVALID', context: { problems: [expect.anything()] } },
    });
  });

  it('comes before everything else', () => {
    const add: TenantCommand = { type: 'AddDepartment', data: serviceDepartment, meta: meta() };
    given(tenantDecider).when(add).thenRejected('TENANT_UNKNOWN');
  });

  it('is remembered with what others need of it', () => {
    const { zone, language, currency } = given(tenantDecider, created).state;
    expect({ zone, language, currency }).toEqual({
      zone: 'Asia/Shanghai',
      language: 'zh-CN',
      currency: 'CNY',
    });
  });
});

describe('an organisation that grows', () => {
  it('gets departments with their teams', () => {
    const add: TenantCommand = { type: 'AddDepartment', data: serviceDepartment, meta: meta() };
    given(tenantDecider, created).when(add).then(departmentAdded, teamAdded);
    given(tenantDecider, ...whole)
      .when(add)
      .thenRejected('ALREADY_EXISTS');
  });

  it('gets teams in departments that exist', () => {
    const team = (departmentId: string, teamId: string, code: string): TenantCommand => ({
      type: 'AddTeam',
      data: { departmentId, teamId, code, name: personal('Team') },
      meta: meta(),
    });
    given(tenantDecider, ...whole)
      .when(team(service, backOffice, 'BACK'))
      .thenTypes('TeamAdded');
    given(tenantDecider, ...whole)
      .when(team(sales, backOffice, 'BACK'))
      .thenRejected('DEPARTMENT_UNKNOWN');
    given(tenantDecider, ...whole)
      .when(team(service, frontDesk, 'BACK'))
      .thenRejected('ALREADY_EXISTS');
    given(tenantDecider, ...whole)
      .when(team(service, backOffice, 'FRONT'))
      .thenRejected('CODE_TAKEN');
  });

  it('gets users with roles, each once', () => {
    const add = (userId: string, more: object = {}): TenantCommand => ({
      type: 'AddUser',
      data: { userId, name: personal('Béla'), roles: ['quality'], ...more },
      meta: meta(),
    });
    given(tenantDecider, ...whole)
      .when(add(bela))
      .then(
        at({ type: 'UserAdded', data: { userId: bela, name: personal('Béla') } }),
        granted('quality', bela),
      );
    given(tenantDecider, ...whole)
      .when(add(anna))
      .thenRejected('ALREADY_EXISTS');
    given(tenantDecider, ...whole)
      .when(add(bela, { teamId: backOffice }))
      .thenRejected('TEAM_UNKNOWN');
  });
});

describe('roles', () => {
  const grant = (role: Role, actorId = 'operator', userId = anna): TenantCommand => ({
    type: 'GrantRole',
    data: { userId, role },
    meta: meta(actorId),
  });
  const revoke = (role: Role, userId = anna): TenantCommand => ({
    type: 'RevokeRole',
    data: { userId, role },
    meta: meta(),
  });
  const revoked: TenantEvent = at({ type: 'RoleRevoked', data: { userId: anna, role: 'agent' } });

  it('are granted and revoked, and can be granted again', () => {
    given(tenantDecider, ...whole)
      .when(grant('quality'))
      .then(granted('quality'));
    given(tenantDecider, ...whole)
      .when(revoke('agent'))
      .then(revoked);
    given(tenantDecider, ...whole, revoked)
      .when(grant('agent'))
      .then(granted('agent'));
  });

  it('are not granted twice, nor revoked when they are not held', () => {
    given(tenantDecider, ...whole)
      .when(grant('agent'))
      .thenRejected('ROLE_ALREADY_HELD');
    given(tenantDecider, ...whole)
      .when(revoke('quality'))
      .thenRejected('ROLE_NOT_HELD');
    given(tenantDecider, ...whole, revoked)
      .when(revoke('agent'))
      .thenRejected('ROLE_NOT_HELD');
  });

  it('belong to users who exist', () => {
    given(tenantDecider, ...whole)
      .when(grant('agent', 'operator', bela))
      .thenRejected('USER_UNKNOWN');
    given(tenantDecider, ...whole)
      .when(revoke('agent', bela))
      .thenRejected('USER_UNKNOWN');
  });

  it('are granted by others: nobody grants a role to themselves', () => {
    given(tenantDecider, ...whole)
      .when(grant('admin', anna))
      .thenRejected('SAME_PERSON');
  });

  it('are not smuggled in with an account of one’s own either', () => {
    const add = (roles: readonly Role[]): TenantCommand => ({
      type: 'AddUser',
      data: { userId: bela, name: personal('Béla'), roles },
      meta: meta(bela),
    });
    given(tenantDecider, ...whole)
      .when(add(['admin']))
      .thenRejected('SAME_PERSON');
    given(tenantDecider, ...whole)
      .when(add([]))
      .thenTypes('UserAdded');
  });
});
