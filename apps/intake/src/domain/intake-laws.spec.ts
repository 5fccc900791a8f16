import {
  brightSpotKinds,
  type Channel,
  channels,
  creditKinds,
  redressCatalogue,
  rejectionCodes,
  replaceAt,
  roles,
  sealableTexts,
} from '@redress/contracts';
import {
  type Command,
  type CommandMeta,
  type Decider,
  type DomainEvent,
  millisOf,
  personal,
  timestampOf,
} from '@redress/kernel';
import { given } from '@redress/testing/given';
import fc from 'fast-check';
import type { ComplaintCommand } from './complaint-command.js';
import { complaintDecider } from './complaint.decider.js';
import type { CustomerCommand } from './customer-command.js';
import { customerDecider } from './customer.decider.js';
import { evidenceDecider, type RegisterEvidence } from './evidence.decider.js';
import type { TenantCommand } from './tenant-command.js';
import { tenantDecider } from './tenant.decider.js';

const start = millisOf('2026-03-02T09:00:00.000Z');
const hourMs = 3_600_000;
const operatorId = '019cadc6-9a80-7000-8000-000000000000';

/** Something that may be asked at any time. Few values, so that commands meet each other. */
type Step<C extends Command> = fc.Arbitrary<(meta: CommandMeta) => C>;

function step<Type extends string, Data>(type: Type, data: fc.Arbitrary<Data>) {
  return data.map((given) => (meta: CommandMeta) => ({ type, data: given, meta }));
}

const id = fc.constantFrom(
  operatorId,
  operatorId.replace(/0$/, '1'),
  operatorId.replace(/0$/, '2'),
);
/** Before the commands are given, between them, and after them. */
const time = fc.integer({ min: -5, max: 20 }).map((hours) => timestampOf(start + hours * hourMs));
const past = fc.constant(timestampOf(start - 6 * hourMs));
const text = fc.constantFrom('a', 'b').map(personal);
const channel = fc.constantFrom<Channel[]>(...channels);
const subject = fc.constantFrom('GOODS', 'SERVICE_MANNER');
const reference = fc.constantFrom('A-1', 'A-2');
const sha256 = fc.constantFrom('a'.repeat(64), 'b'.repeat(64));

const receive = (receivedAt: fc.Arbitrary<string>, content: fc.Arbitrary<object>) =>
  step(
    'ReceiveComplaint',
    fc
      .record({
        complaintId: id,
        complaintNo: fc.constant('C-1'),
        channel,
        form: fc.constantFrom('ORAL', 'WRITTEN'),
        receivedAt,
        subject,
        anonymous: fc.boolean(),
        language: fc.constant('zh-CN'),
        source: fc.constant('SHOP'),
        externalRef: reference,
      })
      .chain((fields) => content.map((texts) => ({ ...fields, ...texts }))),
  );

const recordHistoric = (receivedAt: fc.Arbitrary<string>, passedOnAt: fc.Arbitrary<string>) =>
  step(
    'RecordHistoricCase',
    fc.record({
      complaintId: id,
      complaintNo: fc.constant('H-1'),
      source: fc.constant('BUREAU'),
      externalRef: reference,
      receivedAt,
      channel,
      language: fc.constant('en-US'),
      facts: fc.record({
        causePath: fc.array(fc.constantFrom('LOAN', 'FEE'), { maxLength: 2 }),
        standing: fc.constantFrom('CLOSED', 'INVESTIGATING'),
        tags: fc.constant<never[]>([]),
        passedOnAt,
        promiseKept: fc.boolean(),
      }),
      content: text,
      narrativeMac: sha256,
      rowNo: fc.integer({ min: 1, max: 3 }),
      suspectedDuplicateOf: id,
    }),
  );

const scope = fc.constantFrom('DELAY', 'CONDUCT');
const regret = fc.record({ scope, liabilityAdmitted: fc.boolean() });
const proof = { evidenceIds: fc.array(id, { maxLength: 2 }), confidencePct: fc.constant(80) };
const correction = <Field extends string, Value>(field: Field, value: fc.Arbitrary<Value>) =>
  fc.record({ field: fc.constant(field), value, reason: text });

const beginComplaint: Step<ComplaintCommand> = fc.oneof(
  receive(past, fc.record({ content: text, contact: text })),
  recordHistoric(past, past),
);
const complaintSteps: Step<ComplaintCommand> = fc.oneof(
  receive(time, fc.record({ content: text, contact: text }, { requiredKeys: [] })),
  recordHistoric(time, time),
  step(
    'ThankComplainant',
    fc.record(
      {
        templateId: fc.constant('THANKS_1'),
        channel,
        ownerId: id,
        nextUpdateAt: time,
        words: text,
        apology: regret,
        occurredAt: time,
      },
      { requiredKeys: ['templateId', 'channel', 'ownerId', 'nextUpdateAt', 'words'] },
    ),
  ),
  step(
    'GiveApology',
    fc.record({ scope, liabilityAdmitted: fc.boolean(), channel, occurredAt: time }),
  ),
  step(
    'LogContact',
    fc.record({
      direction: fc.constantFrom('INBOUND', 'OUTBOUND'),
      purpose: fc.constantFrom('QUESTION', 'CHASER'),
      channel,
      summary: text,
      occurredAt: time,
    }),
  ),
  step('RequestWithdrawal', fc.record({ by: fc.constant('CUSTOMER'), reason: text })),
  step('ReferComplaint', fc.record({ body: fc.constant('OMBUDSMAN'), reason: text })),
  step('LinkComplainant', fc.record({ customerId: id, ...proof })),
  step('UnlinkComplainant', fc.record({ customerId: id, reason: text })),
  step(
    'CorrectComplaint',
    fc.oneof(
      correction('CHANNEL', channel),
      correction('RECEIVED_AT', time),
      correction('SUBJECT', subject),
      correction('ORDER_REF', reference),
      fc.record({ field: fc.constantFrom('CONTENT', 'CONTACT'), text, reason: text }),
    ),
  ),
);

const register = step(
  'RegisterCustomer',
  fc.record({ partyType: fc.constantFrom('PERSON', 'ORGANISATION'), name: text }),
);
const transaction = fc.record({
  orderId: reference,
  amountMinor: fc.integer({ min: -500, max: 500 }),
  currency: fc.constant('CNY'),
  at: time,
  source: fc.constantFrom('SHOP', 'MARKET'),
});
const reported = { at: time, source: fc.constantFrom('SHOP', 'MANUAL') };
const facts: Step<CustomerCommand> = fc.oneof(
  step('ObserveReturn', fc.record({ returnId: reference, orderId: reference, ...reported })),
  step(
    'ObserveCredit',
    fc.record({
      creditId: reference,
      kind: fc.constantFrom(...creditKinds),
      severity: fc.integer({ min: 1, max: 5 }),
      lawfulBasis: fc.constant('CONTRACT'),
      ...reported,
    }),
  ),
  step(
    'ObserveReview',
    fc.record({ reviewId: reference, rating: fc.constant(1), url: text, ...reported }),
  ),
  step(
    'RecordBrightSpot',
    fc.record({
      spotId: id,
      kind: fc.constantFrom(...brightSpotKinds),
      evidenceId: id,
      note: text,
      occurredAt: time,
    }),
  ),
  step('LinkIdentity', fc.record({ customerId: id, otherId: id, ...proof })),
  step('UnlinkIdentity', fc.record({ otherId: id, reason: text })),
);
const customerSteps: Step<CustomerCommand> = fc.oneof(
  register,
  facts,
  step('ObserveTransaction', transaction),
  step(
    'RecordPurchaseHistory',
    fc.record({
      source: fc.constant('SHOP'),
      externalRef: reference,
      purchases: fc.array(transaction, { maxLength: 4 }),
    }),
  ),
);

const evidenceSteps: Step<RegisterEvidence> = step(
  'RegisterEvidence',
  fc.record({ sha256, kind: fc.constantFrom('PHOTO'), source: fc.constantFrom('STAFF') }),
);

const workday = { from: '09:00', to: '18:00' };
const create = (zone: fc.Arbitrary<string>, day: fc.Arbitrary<(typeof workday)[]>) =>
  step(
    'CreateTenant',
    fc.record({
      name: text,
      zone,
      language: fc.constant('zh-CN'),
      currency: fc.constant('CNY'),
      calendar: fc.record({
        zone,
        week: fc.record({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
        exceptions: fc.constant<never[]>([]),
      }),
      departments: fc.array(department, { maxLength: 1 }),
      users: fc.constant<never[]>([]),
    }),
  );
const code = fc.constantFrom('FRONT', 'BACK');
const team = fc.record({ teamId: id, code, name: text });
const department = fc.record({
  departmentId: id,
  code,
  name: text,
  teams: fc.array(team, { maxLength: 1 }),
});
const role = fc.constantFrom(...roles);
const days = fc.array(fc.constantFrom(workday, { from: '18:00', to: '09:00' }), { maxLength: 2 });
const beginTenant: Step<TenantCommand> = create(
  fc.constant('Asia/Shanghai'),
  fc.constant([workday]),
);
const tenantSteps: Step<TenantCommand> = fc.oneof(
  create(fc.constantFrom('Asia/Shanghai', 'Nowhere/At_All'), days),
  step('AddDepartment', department),
  step('AddTeam', fc.record({ departmentId: id, teamId: id, code, name: text })),
  step(
    'AddUser',
    fc.record(
      { userId: id, teamId: id, name: text, roles: fc.array(role, { maxLength: 2 }) },
      { requiredKeys: ['userId', 'name', 'roles'] },
    ),
  ),
  step('GrantRole', fc.record({ userId: id, role })),
  step('RevokeRole', fc.record({ userId: id, role })),
);

const metaAt = (hours: number): CommandMeta => ({
  tenantId: 'demo',
  actor: { kind: 'USER', role: 'admin', id: operatorId },
  now: timestampOf(start + hours * hourMs),
  origin: 'LIVE',
  correlationId: operatorId,
});

/** The problems of an event as it would be stored, its texts sealed. */
function problemsOf(category: string, { type, data }: DomainEvent): readonly string[] {
  const definition = redressCatalogue.find('intake', category, type);
  if (!definition) return [`no such event: ${type}`];
  const texts = sealableTexts(definition.data, data);
  const sealed = new Map(texts.map(({ pointer }) => [pointer, { sealed: 'complaint:1' }]));
  return redressCatalogue.problems(definition, replaceAt(data, sealed));
}

/** Gives one command an hour and looks at whatever happens; `given` refuses changes of a state. */
function checkSteps<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  steps: readonly ((meta: CommandMeta) => C)[],
): number {
  const history: Event[] = [];
  for (const [hours, command] of steps.entries()) {
    const meta = metaAt(hours);
    const decision = decider.decide(command(meta), given(decider, ...history).state);
    if (!decision.ok) {
      expect(rejectionCodes).toContain(decision.rejection.code);
      continue;
    }
    for (const event of decision.events) {
      expect(millisOf(event.occurredAt)).toBeLessThanOrEqual(millisOf(meta.now));
      expect(problemsOf(decider.category, event)).toEqual([]);
    }
    history.push(...decision.events);
  }
  return history.length;
}

function holdsFor<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  first: Step<C>,
  rest: Step<C>,
): void {
  it(`hold for every stream of ${decider.category}`, () => {
    let happened = 0;
    const steps = fc.tuple(first, fc.array(rest, { maxLength: 15 }));
    fc.assert(
      fc.property(steps, ([begin, others]) => {
        happened += checkSteps(decider, [begin, ...others]);
      }),
      { numRuns: 60 },
    );
    expect(happened).toBeGreaterThanOrEqual(60);
  });
}

describe('whatever is asked, nothing throws, changes a state, lies ahead or misfits its schema', () => {
  holdsFor(complaintDecider, beginComplaint, complaintSteps);
  holdsFor(customerDecider, register, customerSteps);
  holdsFor(evidenceDecider, evidenceSteps, evidenceSteps);
  holdsFor(tenantDecider, beginTenant, tenantSteps);
});
