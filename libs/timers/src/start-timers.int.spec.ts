import { randomUUID } from 'node:crypto';
import {
  type CommandHandler,
  commandHandler,
  eventLogMigration,
  type PgEventLog,
  pgEventLog,
} from '@redress/event-log';
import { systemActor, type Timestamp, timestampOf } from '@redress/kernel';
import { runMigrations, type ServiceDatabase } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { promiseCatalogue, promiseDecider } from '../test/promise-decider.js';
import { type DueTimer, type RunningTimers, startTimers, type TimersOptions } from './index.js';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const inMs = (ms: number): Timestamp => timestampOf(Date.now() + ms);

async function eventually(what: string, check: () => Promise<boolean> | boolean, withinMs = 8_000) {
  const deadline = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(10);
  }
}

describe('startTimers', () => {
  let database: TestDatabase;
  let service: ServiceDatabase;
  let log: PgEventLog;
  let promises: CommandHandler<
    typeof promiseDecider.initialState,
    Parameters<typeof promiseDecider.decide>[0],
    ReturnType<NonNullable<typeof promiseDecider.settle>>[number],
    'TOO_LATE'
  >;
  const running: RunningTimers[] = [];
  const fired: DueTimer[] = [];
  const problems: unknown[] = [];

  const metaAt = (now: Timestamp) => ({
    tenantId: 'demo',
    actor: systemActor('suite'),
    now,
    origin: 'LIVE' as const,
    correlationId: randomUUID(),
  });

  async function make(...untils: Timestamp[]): Promise<string> {
    const id = randomUUID();
    const meta = metaAt(inMs(-60_000));
    const outcome = await promises.handle(id, { type: 'Make', data: { untils }, meta });
    if (!outcome.ok) throw new Error(outcome.rejection.detail);
    return id;
  }

  async function settle(timer: DueTimer): Promise<void> {
    fired.push(timer);
    const { stream, dueAt } = timer;
    const outcome = await promises.settle(stream, metaAt(dueAt), { notBefore: dueAt });
    if (!outcome.ok) throw new Error(outcome.rejection.detail);
  }

  function start(more: Partial<TimersOptions> = {}): RunningTimers {
    const timers = startTimers({
      pool: service.writer,
      fire: settle,
      onAppended: (listener) => log.onAppended(listener),
      onProblem: (error) => problems.push(error),
      ...more,
    });
    running.push(timers);
    return timers;
  }

  async function outcomes(id: string) {
    const records = await log.readStream({ tenantId: 'demo', category: 'promise', id });
    return records.slice(1).map(({ envelope }) => envelope);
  }

  async function isBroken(id: string): Promise<boolean> {
    return (await outcomes(id)).some(({ type }) => type === 'PromiseBroken');
  }

  async function left(): Promise<number> {
    const { rows } = await service.writer.query<{ count: number }>(
      'select count(*)::integer from timers',
    );
    return rows[0]?.count ?? 0;
  }

  beforeAll(async () => {
    database = await testDatabase('triage');
    service = database.open('triage');
    const migrations = [eventLogMigration({ logs: ['triage'] })];
    await runMigrations({ connection: service.owner, schema: service.schema, migrations });
    log = pgEventLog({ pool: service.writer, log: 'triage' });
    promises = commandHandler(promiseDecider, {
      log,
      catalogue: promiseCatalogue,
      sealer: { seal: async (events) => events.map(({ data }) => ({ data, sealed: [] })) },
      newId: randomUUID,
    });
  });
  beforeEach(() => {
    fired.length = 0;
    problems.length = 0;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((timers) => timers.stop()));
    await service.writer.query('delete from timers');
  });
  afterAll(async () => {
    await log.close();
    await database.drop();
  });

  it('fires once with two scanners, at the due instant and never early', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => make(inMs(300 + n * 10))));
    start();
    start();
    await eventually('all are broken', async () => (await left()) === 0);
    for (const id of ids) {
      const [outcome, ...more] = await outcomes(id);
      expect(more).toEqual([]);
      expect(outcome?.type).toBe('PromiseBroken');
    }
    for (const { dueAt, stream } of fired) {
      const [outcome] = await outcomes(stream.id);
      expect(outcome?.occurredAt).toBe(dueAt);
      expect((outcome?.recordedAt ?? '') >= dueAt).toBe(true);
    }
    expect(problems).toEqual([]);
  });

  it('fires what became due while nothing ran, oldest first, and shows how late it is', async () => {
    await make(inMs(-100), inMs(-300), inMs(-200));
    await make(inMs(-250));
    const dues: Timestamp[] = [];
    let isHeld = true;
    const timers = start({
      fire: async (timer) => {
        dues.push(timer.dueAt);
        await settle(timer);
      },
      heardUpTo: async () => inMs(isHeld ? -10_000 : 0),
    });
    await eventually('late', () => timers.lateMs() >= 300);
    isHeld = false;
    await eventually('all fired', async () => (await left()) === 0);
    expect(dues).toHaveLength(4);
    expect(dues).toEqual([...dues].sort());
    await eventually('late no more', () => timers.lateMs() === 0);
  });

  it('goes on where a killed scanner stopped in the middle', async () => {
    const id = await make(inMs(-50));
    let isHanging = false;
    const killed = startTimers({
      pool: service.writer,
      fire: async () => {
        isHanging = true;
        await new Promise(() => undefined);
      },
      onProblem: (error) => problems.push(error),
    });
    await eventually('it hangs', () => isHanging);
    start();
    await eventually('the other one fires', () => isBroken(id));
    expect(await outcomes(id)).toHaveLength(1);
    void killed;
  });

  it('a failing stream holds up nobody, and is tried again', async () => {
    const sick = await make(inMs(-1_000));
    const others = await Promise.all(Array.from({ length: 100 }, () => make(inMs(-500))));
    let isIll = true;
    const tries: number[] = [];
    start({
      fire: async (timer) => {
        if (timer.stream.id === sick) tries.push(performance.now());
        if (timer.stream.id === sick && isIll) throw new Error('cannot');
        await settle(timer);
      },
    });
    await eventually('the others fired', async () => (await left()) === 1);
    for (const id of others) expect(await outcomes(id)).toHaveLength(1);
    await eventually('several tries', () => tries.length === 3);
    const waits = tries.slice(1).map((at, n) => at - (tries[n] ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(490);
    expect(waits[1]).toBeGreaterThanOrEqual(990);
    expect(problems).toHaveLength(3);
    isIll = false;
    await eventually('well again', () => isBroken(sick));
  });

  it('a command that comes at the same moment wins or loses, never both', async () => {
    const due = inMs(250);
    const ids = await Promise.all(Array.from({ length: 40 }, () => make(due)));
    start();
    start();
    await pause(235);
    const kept = await Promise.all(
      ids.map(async (id, n) => {
        await pause(n);
        const meta = metaAt(timestampOf(Date.now()));
        return (await promises.handle(id, { type: 'Keep', data: {}, meta })).ok;
      }),
    );
    await eventually('no timer is left', async () => (await left()) === 0);
    await pause(100);
    for (const [n, id] of ids.entries()) {
      const types = (await outcomes(id)).map(({ type }) => type);
      expect(types).toEqual([kept[n] ? 'PromiseKept' : 'PromiseBroken']);
    }
    expect(problems).toEqual([]);
  });

  it('waits until everything that others recorded before is heard', async () => {
    const due = inMs(-1_000);
    const id = await make(due);
    let heard = timestampOf(Date.parse(due) - 1);
    let asked = 0;
    start({
      heardUpTo: async () => {
        asked += 1;
        return heard;
      },
    });
    await eventually('it was asked', () => asked >= 3);
    expect(fired).toEqual([]);
    heard = due;
    await eventually('it fires', () => isBroken(id));
  });

  it('sleeps until the next is due and wakes for an earlier one, without polling', async () => {
    await make(inMs(60_000));
    let asked = 0;
    start({
      heardUpTo: async () => {
        asked += 1;
        return inMs(0);
      },
    });
    await pause(300);
    expect(asked).toBe(0);
    const due = inMs(400);
    const id = await make(due);
    await eventually('it fires', () => isBroken(id));
    const [outcome] = await outcomes(id);
    expect(Date.parse(outcome?.recordedAt ?? '') - Date.parse(due)).toBeLessThan(1_500);
    expect(asked).toBeLessThanOrEqual(3);
  });

  it('forgets a timer whose stream has nothing to settle any more', async () => {
    const id = await make(inMs(60_000));
    await service.writer.query(
      "update timers set due_at = clock_timestamp() - interval '1 second' where stream_id = $1",
      [id],
    );
    start();
    await eventually('forgotten', async () => (await left()) === 0);
    expect(await outcomes(id)).toEqual([]);
  });

  it('survives an outage of the database', async () => {
    const id = await make(inMs(-10));
    const lost = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    let outages = 2;
    start({
      heardUpTo: async () => {
        outages -= 1;
        if (outages >= 0) throw lost;
        return inMs(0);
      },
    });
    await eventually('it fires', () => isBroken(id));
    expect(problems).toEqual([lost, lost]);
  });
});
