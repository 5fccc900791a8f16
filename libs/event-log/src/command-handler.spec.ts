import { randomUUID } from 'node:crypto';
import {
  catalogueOf,
  defineEvents,
  messageValueBytes,
  messageValueBytesMax,
  t,
} from '@redress/contracts';
import {
  accept,
  type Command,
  type CommandMeta,
  type Decider,
  type DomainEvent,
  type PersonalText,
  personal,
  plusSeconds,
  reject,
  systemActor,
} from '@redress/kernel';
import { acceptedOrThrow, CommandRejectedError } from './accepted-or-throw.js';
import { commandHandler } from './command-handler.js';
import { deadlineChanges } from './deadline-changes.js';
import type { EventLog } from './event-log.port.js';
import { idempotency } from '../test/log-fixture.js';
import { memoryEventLog } from './memory-event-log.adapter.js';
import { memoryTransactions } from './memory-transactions.js';
import { type Sealer, SubjectErasedError } from './sealer.port.js';

type Promised = DomainEvent<'Promised', { seconds: number; words: PersonalText }>;
type Kept = DomainEvent<'Kept', { count: number }>;
type Broken = DomainEvent<'Broken', Record<string, never>>;
type PromiseEvent = Promised | Kept | Broken;
type PromiseCommand =
  | Command<'Promise', { seconds: number; words: string; ref?: string }>
  | Command<'Keep', { count: number }>;

interface PromiseState {
  readonly dueAt?: string;
  readonly broken: boolean;
  readonly kept: number;
}

/** A promise with a date: broken by the mere passing of time. */
const promise: Decider<PromiseState, PromiseCommand, PromiseEvent, 'NONE' | 'TOO_LATE'> = {
  category: 'promise',
  initialState: { broken: false, kept: 0 },
  decide({ type, data, meta }, state) {
    if (type === 'Promise') {
      const { seconds, words, ref } = data;
      const events = [
        { type: 'Promised', data: { seconds, words: personal(words) }, occurredAt: meta.now },
      ] as const;
      return ref ? { ok: true, events, reserve: [{ kind: 'ref', key: ref }] } : accept(...events);
    }
    if (state.broken) return reject('TOO_LATE', 'the promise is broken');
    if (!state.dueAt) return reject('NONE', 'nothing was promised');
    if (data.count === 0) return accept();
    return accept({ type: 'Kept', data, occurredAt: meta.now });
  },
  evolve(state, event) {
    switch (event.type) {
      case 'Promised':
        return { ...state, dueAt: plusSeconds(event.occurredAt, event.data.seconds) };
      case 'Kept':
        return { ...state, kept: state.kept + event.data.count };
      case 'Broken':
        return { ...state, broken: true };
    }
  },
  settle: ({ dueAt, broken, kept }, now) =>
    dueAt && !broken && kept === 0 && now >= dueAt
      ? [{ type: 'Broken', data: {}, occurredAt: dueAt }]
      : [],
  deadlines: ({ dueAt, broken, kept }) =>
    dueAt && !broken && kept === 0 ? [{ timerId: 'due', dueAt }] : [],
};

const catalogue = catalogueOf(
  defineEvents(
    { log: 'intake', category: 'promise' },
    {
      Promised: {
        version: 1,
        data: t.object({ seconds: t.int(1, 100), words: t.personalText('complaint') }),
      },
      Kept: { version: 1, data: t.object({ count: t.int(0, 10) }) },
      Broken: { version: 1, data: t.object({}) },
    },
  ),
);

const erased = 'complaint:gone';
const sealer: Sealer = {
  async seal(events) {
    if (events.some(({ stream }) => `complaint:${stream.id}` === erased)) {
      throw new SubjectErasedError(erased);
    }
    return events.map(({ data, stream }) => {
      const subject = `complaint:${stream.id}`;
      if (typeof data !== 'object' || data === null || !('words' in data))
        return { data, sealed: [] };
      const ciphertext = Buffer.from(JSON.stringify(data.words)).reverse();
      return { data: { ...data, words: { sealed: subject } }, sealed: [{ subject, ciphertext }] };
    });
  },
};

const at = '2026-03-02T09:00:00.000Z';
const meta = (more: Partial<CommandMeta> = {}): CommandMeta => ({
  tenantId: 'demo',
  actor: { kind: 'USER', role: 'agent', id: 'anna' },
  now: at,
  origin: 'LIVE',
  correlationId: randomUUID(),
  ...more,
});
const make = (seconds: number, more: Partial<CommandMeta> = {}, ref?: string): PromiseCommand => ({
  type: 'Promise',
  data: { seconds, words: 'we call back', ...(ref ? { ref } : {}) },
  meta: meta(more),
});
const keep = (count: number, now = at): PromiseCommand => ({
  type: 'Keep',
  data: { count },
  meta: meta({ now }),
});

function world(wrap: (log: EventLog) => EventLog = (log) => log) {
  const log = memoryEventLog('intake');
  const handler = commandHandler(promise, { log: wrap(log), catalogue, sealer, newId: randomUUID });
  const stream = { tenantId: 'demo', category: 'promise', id: 'p1' };
  const types = async () => (await log.readStream(stream)).map(({ envelope }) => envelope.type);
  return { log, handler, stream, types };
}

describe('command handler', () => {
  it('records what the decider decides, with the circumstances of the command', async () => {
    const { log, handler, stream } = world();
    const command = make(60, { causationId: randomUUID(), traceparent: '00-a-b-01' });
    const outcome = await handler.handle('p1', command);
    const [record] = await log.readStream(stream);
    expect(outcome).toMatchObject({
      ok: true,
      streamId: 'p1',
      version: 1,
      replayed: false,
      position: record?.position,
      events: [{ type: 'Promised' }],
    });
    const { now: _now, tenantId: _tenant, ...circumstances } = command.meta;
    expect(record?.envelope).toMatchObject({ ...circumstances, occurredAt: at, schemaVersion: 1 });
    expect(record?.data).toEqual({ seconds: 60, words: { sealed: 'complaint:p1' } });
    expect(record?.sealed).toHaveLength(1);
    expect(record?.orderingKey).toBe('demo/p1');
    expect(await handler.load(stream)).toEqual({
      state: { dueAt: plusSeconds(at, 60), broken: false, kept: 0 },
      version: 1,
    });
  });

  it('settles before it decides: a late command cannot undo what time has brought', async () => {
    const { log, handler, stream, types } = world();
    await handler.handle('p1', make(60));
    const late = await handler.handle('p1', keep(1, plusSeconds(at, 61)));
    expect(late).toMatchObject({ ok: false, rejection: { code: 'TOO_LATE' } });
    expect(await types()).toEqual(['Promised']);
    const renewed = await handler.handle('p1', make(60, { now: plusSeconds(at, 90) }));
    expect(renewed).toMatchObject({ ok: true, version: 3 });
    const [, broken] = await log.readStream(stream);
    expect(broken?.envelope).toMatchObject({ type: 'Broken', occurredAt: plusSeconds(at, 60) });
  });

  it('settles no further than was heard: news on its way may say that a promise was kept', async () => {
    const { handler, types } = world();
    await handler.handle('p1', make(60));
    const heardUpTo = jest.fn(async () => plusSeconds(at, 59));
    const kept = await handler.handle('p1', keep(1, plusSeconds(at, 61)), { heardUpTo });
    expect(kept).toMatchObject({ ok: true, version: 2 });
    expect(await types()).toEqual(['Promised', 'Kept']);
    expect(heardUpTo).toHaveBeenCalledTimes(1);
  });

  it('does not ask how far was heard while nothing is due', async () => {
    const { handler } = world();
    await handler.handle('p1', make(60));
    const heardUpTo = jest.fn(async () => at);
    await handler.handle('p1', keep(1, plusSeconds(at, 30)), { heardUpTo });
    expect(heardUpTo).not.toHaveBeenCalled();
  });

  it('settle records what is due, cancels the deadline, and does nothing before', async () => {
    const { log, handler, stream, types } = world();
    await handler.handle('p1', make(60));
    expect(log.deadlines()).toMatchObject([{ timerId: 'due', dueAt: plusSeconds(at, 60) }]);
    const timer = (now: string) => meta({ now, actor: systemActor('timer') });
    const early = await handler.settle(stream, timer(plusSeconds(at, 59)));
    expect(early).toMatchObject({ ok: true, events: [], version: 1 });
    expect(early).not.toHaveProperty('position');
    const due = await handler.settle(stream, timer(plusSeconds(at, 60)));
    expect(due).toMatchObject({ ok: true, version: 2 });
    expect(await types()).toEqual(['Promised', 'Broken']);
    expect(log.deadlines()).toEqual([]);
  });

  it('writes the difference of the deadlines', () => {
    const before = [
      { timerId: 'same', dueAt: at },
      { timerId: 'moved', dueAt: at },
      { timerId: 'gone', dueAt: at },
    ];
    const moved = { timerId: 'moved', dueAt: plusSeconds(at, 1) };
    const fresh = { timerId: 'new', dueAt: at };
    expect(deadlineChanges(before, [{ timerId: 'same', dueAt: at }, moved, fresh])).toEqual({
      set: [moved, fresh],
      cancel: ['gone'],
    });
  });

  it('decides a conflict again, at most three times', async () => {
    let races = 2;
    const { log, handler, types } = world((inner) => ({
      ...inner,
      append: async (commands, tx) => {
        const [first] = commands;
        if (first && races > 0) {
          races -= 1;
          // Somebody else is quicker.
          await inner.append([{ ...first, deadlines: { set: [], cancel: [] } }]);
        }
        return inner.append(commands, tx);
      },
    }));
    expect(await handler.handle('p1', make(60))).toMatchObject({ ok: true, version: 3 });
    expect(await types()).toHaveLength(3);
    races = 3;
    expect(await handler.handle('p2', make(60))).toMatchObject({
      ok: false,
      rejection: { code: 'CONFLICT', retryable: true },
    });
    expect(await log.readStream({ tenantId: 'demo', category: 'promise', id: 'p2' })).toHaveLength(
      3,
    );
  });

  it('If-Match: another version than the caller saw is stale and is not decided again', async () => {
    let appends = 0;
    const { handler, types } = world((inner) => ({
      ...inner,
      append: async (commands, tx) => {
        appends += 1;
        const [first] = commands;
        if (appends === 2 && first) await inner.append([first]);
        return inner.append(commands, tx);
      },
    }));
    await handler.handle('p1', make(60));
    const stale = await handler.handle('p1', keep(1), { expectedVersion: 4 });
    expect(stale).toMatchObject({
      ok: false,
      rejection: { code: 'STALE_VERSION', context: { actualVersion: 1 } },
    });
    const raced = await handler.handle('p1', keep(1), { expectedVersion: 1 });
    expect(raced).toMatchObject({
      ok: false,
      rejection: { code: 'STALE_VERSION', context: { actualVersion: 2 } },
    });
    expect(appends).toBe(2);
    expect(await types()).toEqual(['Promised', 'Kept']);
    expect(await handler.handle('p1', keep(1), { expectedVersion: 2 })).toMatchObject({ ok: true });
  });

  it('the same idempotency key does nothing again and answers the same', async () => {
    const { handler, types } = world();
    const key = idempotency();
    const first = await handler.handle('p1', make(60), { idempotency: key });
    if (!first.ok) throw new Error(first.rejection.detail);
    await handler.handle('p1', keep(1));
    const again = await handler.handle('p1', make(60), { idempotency: key });
    expect(again).toEqual({ ...first, events: [], replayed: true });
    const other = { ...key, bodyMac: idempotency().bodyMac };
    expect(await handler.handle('p1', make(30), { idempotency: other })).toMatchObject({
      ok: false,
      rejection: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await types()).toEqual(['Promised', 'Kept']);
  });

  it('answers a request that was sent twice at once twice the same', async () => {
    const options = { idempotency: idempotency(), expectedVersion: 0 };
    let overtake: (() => Promise<unknown>) | undefined;
    const { log, handler, types } = world((bare) => ({
      ...bare,
      async readStream(...of) {
        const other = overtake;
        overtake = undefined;
        await other?.();
        return bare.readStream(...of);
      },
    }));
    const twin = commandHandler(promise, { log, catalogue, sealer, newId: randomUUID });
    const command = make(60);
    let first: unknown;
    overtake = async () => {
      first = await twin.handle('p1', command, options);
    };
    const second = await handler.handle('p1', command, options);
    expect(first).toMatchObject({ ok: true, version: 1, replayed: false });
    expect(second).toMatchObject({ ok: true, version: 1, replayed: true });
    expect(await types()).toEqual(['Promised']);
  });

  it('refuses a reference that another stream has, and names it', async () => {
    const { handler } = world();
    await handler.handle('p1', make(60, {}, 'R-1'));
    expect(await handler.handle('p2', make(60, {}, 'R-1'))).toMatchObject({
      ok: false,
      rejection: { code: 'REFERENCE_TAKEN', context: { kind: 'ref', by: 'p1' } },
    });
  });

  it('a rejection and an empty decision write nothing', async () => {
    const { log, handler, types } = world();
    const key = idempotency();
    expect(await handler.handle('p1', keep(1), { idempotency: key })).toMatchObject({
      ok: false,
      rejection: { code: 'NONE' },
    });
    expect(await log.findCommand(key)).toBeUndefined();
    await handler.handle('p1', make(60));
    const nothing = await handler.handle('p1', keep(0));
    expect(nothing).toMatchObject({ ok: true, version: 1, events: [] });
    expect(nothing).not.toHaveProperty('position');
    expect(await types()).toEqual(['Promised']);
  });

  it('a subject whose key was destroyed gets no more text: SUBJECT_ERASED', async () => {
    const { handler } = world();
    expect(await handler.handle('gone', make(60))).toMatchObject({
      ok: false,
      rejection: { code: 'SUBJECT_ERASED', retryable: false },
    });
  });

  it('a request that was carried out before its subject was erased is answered as then', async () => {
    const { log } = world();
    let isErased = false;
    const forgetful: Sealer = {
      ...sealer,
      async seal(events) {
        if (isErased) throw new SubjectErasedError('complaint:p1');
        return sealer.seal(events);
      },
    };
    const handler = commandHandler(promise, {
      ...{ log, catalogue, sealer: forgetful, newId: randomUUID },
    });
    const options = { idempotency: idempotency() };
    const first = await handler.handle('p1', make(60), options);
    isErased = true;
    expect(await handler.handle('p1', make(60), options)).toEqual({
      ...{ ...first, events: [], replayed: true },
    });
    expect(await handler.handle('p1', make(60))).toMatchObject({ ok: false });
  });

  it('an event that no broker would take is refused before the append, and the largest is not', async () => {
    const { log } = world();
    let bytes = messageValueBytesMax;
    const heavy: Sealer = {
      async seal(events) {
        const [{ data, sealed } = { data: {}, sealed: [] }] = await sealer.seal(events);
        const fields = sealed.map(({ subject }) => ({ subject, ciphertext: new Uint8Array() }));
        const frame = messageValueBytes({ data, sealed: fields });
        const ciphertext = new Uint8Array(Math.floor(((bytes - frame) / 4) * 3));
        return [{ data, sealed: fields.map((each) => ({ ...each, ciphertext })) }];
      },
    };
    const making = { log, catalogue, sealer: heavy, newId: randomUUID };
    const handler = commandHandler(promise, making);
    expect(await handler.handle('p1', make(60))).toMatchObject({ ok: true });
    bytes += 8;
    const options = { idempotency: idempotency() };
    expect(await handler.handle('p2', make(60), options)).toMatchObject({
      ok: false,
      rejection: {
        code: 'EVENT_TOO_LARGE',
        retryable: false,
        context: { type: 'Promised', bytesMax: messageValueBytesMax },
      },
    });
    expect(await log.readStream({ tenantId: 'demo', category: 'promise', id: 'p2' })).toEqual([]);
    expect(await log.findCommand(options.idempotency)).toBeUndefined();
  });

  it('an event that breaks its schema, or that nobody declared, is an error', async () => {
    const { log, handler } = world();
    await expect(handler.handle('p1', make(101))).rejects.toThrow('Promised breaks its schema');
    const elsewhere = memoryEventLog('triage');
    const lost = commandHandler(promise, { log: elsewhere, catalogue, sealer, newId: randomUUID });
    await expect(lost.handle('p1', make(1))).rejects.toThrow(
      'Promised is no event of triage/promise',
    );
    expect((await log.tail()).size + (await elsewhere.tail()).size).toBe(0);
  });

  it('never decides on half a history: unreadable data is an error', async () => {
    const { log, handler, stream } = world();
    await handler.handle('p1', make(60));
    const records = await log.readStream(stream);
    const spoilt: EventLog = {
      ...log,
      readStream: async () => records.map((record) => ({ ...record, data: { seconds: 'many' } })),
    };
    const reading = commandHandler(promise, { log: spoilt, catalogue, sealer, newId: randomUUID });
    await expect(reading.handle('p1', keep(1))).rejects.toThrow('INVALID_DATA in an own stream');
  });

  it('takes part in the transaction of its caller', async () => {
    const { handler, types } = world();
    const transactions = memoryTransactions();
    const undone = transactions.run(async (tx) => {
      await handler.handle('p1', make(60), { tx });
      expect(await handler.handle('p1', keep(1), { tx })).toMatchObject({ ok: true, version: 2 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await types()).toEqual([]);
    const kept = { orderingKey: 'demo/case', notBefore: '2100-01-01T00:00:00.000Z' };
    await transactions.run((tx) => handler.handle('p1', make(60), { tx, ...kept }));
    expect(await types()).toEqual(['Promised']);
  });

  it('a busy log is a retryable rejection', async () => {
    const { handler } = world((log) => ({ ...log, append: async () => [{ status: 'retry' }] }));
    expect(await handler.handle('p1', make(60))).toMatchObject({
      ok: false,
      rejection: { code: 'BUSY', retryable: true },
    });
  });

  it('acceptedOrThrow: consumers go on with what was accepted, or throw with the code', async () => {
    const { handler } = world();
    const refused = await handler.handle('p1', keep(1));
    const error = (() => {
      try {
        return acceptedOrThrow(refused);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(CommandRejectedError);
    expect(error).toMatchObject({
      code: 'NONE',
      retryable: false,
      message: 'NONE: nothing was promised',
    });
    expect(acceptedOrThrow(await handler.handle('p1', make(60))).version).toBe(1);
  });
});
