import type { Cause, Channel, Severity, Stage } from '@redress/contracts';
import { demoIds } from './demo-tenant.js';

/** One complaint of the demo and how far it has come. */
export interface DemoCase {
  readonly no: number;
  readonly reached: Stage;
  readonly hoursAgo: number;
  readonly channel: Channel;
  readonly language: 'zh-CN' | 'en';
  readonly content: string;
  readonly contact: string;
  readonly expectedOutcome: string;
  readonly words: string;
  readonly cause: Cause;
  readonly severity: Severity;
  readonly departmentId: string;
  readonly conclusion: string;
  readonly plan: string;
  readonly fix: string;
  readonly prevention: string;
  readonly csat?: number;
}

const zh = {
  language: 'zh-CN',
  words: '感谢您告诉我们这件事，给您添麻烦了，我们非常抱歉。我会亲自跟进，并按时向您反馈进展。',
  plan: '今天核实情况，明天上午给您处理方案，两天内完成。',
} as const;

const en = {
  language: 'en',
  words: 'Thank you for telling us. We are sorry for the trouble; I will follow this up myself.',
  plan: 'We look into it today, tell you tomorrow what we will do, and have it done in two days.',
} as const;

/** Complaints in every stage, Chinese and English. */
export const demoCases: readonly DemoCase[] = [
  {
    no: 1,
    reached: 'RECEIVED',
    hoursAgo: 0.2,
    channel: 'PHONE',
    ...zh,
    content: '昨天买的电饭煲内胆有划痕，煮饭有金属味，打客服电话等了二十分钟没人接。',
    contact: '138-0000-0001 赵女士',
    expectedOutcome: '换一台新的，并解释为什么没人接电话。',
    cause: 'MANUFACTURE',
    severity: 'S3',
    departmentId: demoIds.production,
    conclusion: '内胆在装配线上被夹具划伤。',
    fix: '更换新机并上门取旧机。',
    prevention: '装配夹具加装软垫，并每班抽检内胆。',
  },
  {
    no: 2,
    reached: 'RECEIVED',
    hoursAgo: 3,
    channel: 'EMAIL',
    ...en,
    content: 'The kettle I ordered as a gift arrived two days after the birthday.',
    contact: 'j.miller@example.com',
    expectedOutcome: 'An apology and the delivery fee back.',
    cause: 'TRANSPORT_STORAGE',
    severity: 'S4',
    departmentId: demoIds.logistics,
    conclusion: 'The parcel missed the night truck.',
    fix: 'Delivery fee returned.',
    prevention: 'Gift orders leave a day earlier.',
  },
  {
    no: 3,
    reached: 'THANKED',
    hoursAgo: 5,
    channel: 'FACE_TO_FACE',
    ...zh,
    content: '售后师傅上门时态度很差，修完还留下一地垃圾。',
    contact: '139-0000-0003 钱先生',
    expectedOutcome: '希望师傅道歉。',
    cause: 'SERVICE_MANNER',
    severity: 'S3',
    departmentId: demoIds.service,
    conclusion: '师傅当天连续工作十二小时，未按规范清理现场。',
    fix: '主管陪同师傅上门致歉，并提供一次免费保养。',
    prevention: '每天派单不超过六单，完工拍照留底。',
  },
  {
    no: 4,
    reached: 'INVESTIGATING',
    hoursAgo: 20,
    channel: 'WEB_FORM',
    ...zh,
    content: '孩子吃了用贵司酸奶机做的酸奶后腹泻，说明书没有写清洗方法。',
    contact: '137-0000-0004 孙女士',
    expectedOutcome: '查明原因，承担医药费。',
    cause: 'ADVERSE_REACTION',
    severity: 'S1',
    departmentId: demoIds.production,
    conclusion: '说明书缺少首次使用前的消毒步骤。',
    fix: '承担医药费并更换产品。',
    prevention: '补印说明书并通知同批次全部客户。',
  },
  {
    no: 5,
    reached: 'INVESTIGATING',
    hoursAgo: 30,
    channel: 'CHAT',
    ...en,
    content: 'The air purifier rattles at night. Support told me to put a book under it.',
    contact: 'chat user 4711',
    expectedOutcome: 'A purifier that does not rattle.',
    cause: 'DESIGN',
    severity: 'S3',
    departmentId: demoIds.production,
    conclusion: 'The fan bearing of this batch has too much play.',
    fix: 'Fan unit replaced at home.',
    prevention: 'Bearing play is measured before assembly.',
  },
  {
    no: 6,
    reached: 'REMEDYING',
    hoursAgo: 40,
    channel: 'PHONE',
    ...zh,
    content: '送来的冰箱门凹进去一块，送货员让我先签字再说。',
    contact: '136-0000-0006 周先生',
    expectedOutcome: '换货。',
    cause: 'TRANSPORT_STORAGE',
    severity: 'S3',
    departmentId: demoIds.logistics,
    conclusion: '装车时没有固定，运输途中碰撞。',
    fix: '更换冰箱，由同一天的专车送货。',
    prevention: '大件必须打木架并拍照装车。',
  },
  {
    no: 7,
    reached: 'RESOLVING',
    hoursAgo: 60,
    channel: 'SOCIAL',
    ...en,
    content: 'Charged twice for one vacuum cleaner, third message, no answer.',
    contact: '@vacuumed_twice',
    expectedOutcome: 'Money back today.',
    cause: 'BILLING',
    severity: 'S3',
    departmentId: demoIds.service,
    conclusion: 'The payment page was submitted twice and both were booked.',
    fix: 'Second charge returned, shipping refunded.',
    prevention: 'The payment page sends one key per order.',
  },
  {
    no: 8,
    reached: 'FEEDBACK',
    hoursAgo: 70,
    channel: 'PHONE',
    ...zh,
    content: '买的净水器滤芯已经过期三个月，商家还在卖。',
    contact: '135-0000-0008 吴女士',
    expectedOutcome: '退款，并保证不再卖过期的。',
    cause: 'EXPIRED',
    severity: 'S2',
    departmentId: demoIds.logistics,
    conclusion: '仓库没有按先进先出发货。',
    fix: '退款并赠送新滤芯。',
    prevention: '仓库系统按有效期锁定库存。',
  },
  {
    no: 9,
    reached: 'PREVENTING',
    hoursAgo: 75,
    channel: 'LETTER',
    ...en,
    content: 'The heater manual is in a language I do not read. I burnt my hand.',
    contact: 'P. Novak, 12 Mill Lane',
    expectedOutcome: 'A manual I can read, and somebody who listens.',
    cause: 'SERVICE_INFORMATION',
    severity: 'S2',
    departmentId: demoIds.service,
    conclusion: 'The parcel held the manual of another market.',
    fix: 'Manual sent, doctor’s bill paid.',
    prevention: 'The packing list names the language of the manual.',
    csat: 2,
  },
  {
    no: 10,
    reached: 'CLOSED',
    hoursAgo: 90,
    channel: 'PHONE',
    ...zh,
    content: '洗衣机漏水，把地板泡坏了，前两次报修都没有人来。',
    contact: '133-0000-0010 郑先生',
    expectedOutcome: '修好并赔偿地板。',
    cause: 'SERVICE_DELAY',
    severity: 'S2',
    departmentId: demoIds.service,
    conclusion: '两次报修都派给了休假的师傅，系统没有改派。',
    fix: '更换进水管，赔偿地板维修费用。',
    prevention: '休假师傅自动停止派单。',
    csat: 5,
  },
  {
    no: 11,
    reached: 'CLOSED',
    hoursAgo: 96,
    channel: 'EMAIL',
    ...en,
    content: 'The coffee machine leaked on the first day.',
    contact: 'a.rossi@example.com',
    expectedOutcome: 'A new machine.',
    cause: 'MANUFACTURE',
    severity: 'S3',
    departmentId: demoIds.production,
    conclusion: 'A seal was missing.',
    fix: 'New machine, old one collected.',
    prevention: 'Each machine is filled with water once before packing.',
    csat: 4,
  },
];

