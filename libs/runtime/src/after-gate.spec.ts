import type { CheckpointStore } from '@redress/bus';
import type { AfterRequest } from '@redress/edge';
import type { EventLog, Vector } from '@redress/event-log';
import type { Position } from '@redress/kernel';
import { generationOf, groupOf, type Projection } from '@redress/projections';
import { type AfterGateOptions, afterGate as gateOf } from './after-gate.js';
import type { ServiceBlueprint } from './service-blueprint.js';

const projection = (name: string, log: string): Projection => ({
  ...{ name, version: 1, log, events: [], columns: {}, initialState: {} },
  key: () => undefined,
  fold: (state) => state,
  row: () => undefined,
});

const blueprint: ServiceBlueprint = {
  name: 'triage',
  logs: ['triage'],
  consumes: ['intake', 'resolution'],
  projections: [projection('queues', 'triage')],
  views: [],
  migrations: [],
  timed: [],
};
const withJournal: ServiceBlueprint = {
  ...blueprint,
  name: 'analytics',
  logs: ['analytics'],
  consumes: [],
  keepsJournal: true,
  projections: [projection('cases', 'journal')],
};

/** Checkpoints that stand somewhere: waiting never helps, which is what a timeout looks like. */
function checkpointsAt(standing: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  const store: CheckpointStore = {
    advance: async () => true,
    committed: async (group, log, partition) => standing[`${group}@${log}/${partition}`],
    async waitFor(group, { log, partition, offset }) {
      asked.push(`${group}@${log}/${partition}/${offset}`);
      return (standing[`${group}@${log}/${partition}`] ?? -1) >= offset;
    },
  };
  return { asked, store };
}

function journalAt(tail: Record<string, number>): EventLog {
  const unused = () => Promise.reject(new Error('a gate only asks for the end'));
  return {
    name: 'journal',
    append: unused,
    readStream: unused,
    findCommand: unused,
    readPartition: unused,
    tail: async (): Promise<Vector> => new Map(Object.entries(tail)),
    onAppended: () => () => undefined,
  };
}

/** The gate over projections whose first generation is shown. */
const afterGate = (options: Omit<AfterGateOptions, 'groupOf'>) =>
  gateOf({
    ...options,
    groupOf: async (shown) => groupOf(options.blueprint.name, generationOf(shown)),
  });

const at = (log: string, partition: number, offset: number): Position => ({
  ...{ log, partition, offset },
});
const command = (...positions: Position[]): AfterRequest => ({
  ...{ positions, kind: 'command', route: '/api/v1/x/:id/do', timeoutMs: 1_000 },
  readModels: [],
});
const read = (readModel: string | undefined, ...positions: Position[]): AfterRequest => ({
  ...{ positions, kind: 'read', route: '/api/v1/x/:id', timeoutMs: 1_000 },
  readModels: readModel ? [readModel] : [],
});

describe('the gate of a service', () => {
  it('lets a command in when the consumer of cases has committed what it names', async () => {
    const { store, asked } = checkpointsAt({ 'triage.cases@intake/3': 17 });
    const gate = afterGate({ blueprint, checkpoints: store });
    expect(await gate.wait(command(at('intake', 3, 17)))).toBe('reached');
    expect(await gate.wait(command(at('intake', 3, 18)))).toBe('timeout');
    expect(asked).toEqual(['triage.cases@intake/3/17', 'triage.cases@intake/3/18']);
  });

  it('needs every position that is named, not only one', async () => {
    const { store } = checkpointsAt({ 'triage.cases@intake/3': 17 });
    const gate = afterGate({ blueprint, checkpoints: store });
    const both = command(at('intake', 3, 17), at('resolution', 3, 0));
    expect(await gate.wait(both)).toBe('timeout');
  });

  it.each(['triage', 'follow-up'])(
    'does not wait for %s, which it never listens to',
    async (log) => {
      const { store, asked } = checkpointsAt({});
      const gate = afterGate({ blueprint, checkpoints: store });
      expect(await gate.wait(command(at(log, 3, 1_000)))).toBe('reached');
      expect(asked).toEqual([]);
    },
  );

  it.each([at('nowhere', 0, 0), at('intake', 16, 0)])('knows no %j', async (position) => {
    const gate = afterGate({ blueprint, checkpoints: checkpointsAt({}).store });
    expect(await gate.wait(command(position))).toBe('unknown');
    expect(await gate.wait(read('queues', position))).toBe('unknown');
  });

  it('lets a read in when the projection that answers has the log', async () => {
    const { store, asked } = checkpointsAt({ 'triage.queues_v1@triage/2': 5 });
    const gate = afterGate({ blueprint, checkpoints: store });
    expect(await gate.wait(read('queues', at('triage', 2, 5)))).toBe('reached');
    expect(await gate.wait(read('queues', at('triage', 2, 6)))).toBe('timeout');
    expect(asked).toEqual(['triage.queues_v1@triage/2/5', 'triage.queues_v1@triage/2/6']);
  });

  it('has a read without a projection wait for the consumer, as it reads the streams', async () => {
    const { store, asked } = checkpointsAt({ 'triage.cases@intake/3': 17 });
    const gate = afterGate({ blueprint, checkpoints: store });
    expect(await gate.wait(read(undefined, at('intake', 3, 17)))).toBe('reached');
    expect(asked).toEqual(['triage.cases@intake/3/17']);
  });
});

describe('the gate of a service with a journal', () => {
  const copied = { 'analytics.journal@intake/3': 17 };

  it('waits for the copy, then for the projection to come as far as the journal', async () => {
    const { store, asked } = checkpointsAt({ ...copied, 'analytics.cases_v1@journal/3': 41 });
    const journal = journalAt({ 'journal/3': 41 });
    const gate = afterGate({ blueprint: withJournal, checkpoints: store, journal });
    expect(await gate.wait(read('cases', at('intake', 3, 17)))).toBe('reached');
    expect(asked).toEqual(['analytics.journal@intake/3/17', 'analytics.cases_v1@journal/3/41']);
  });

  it('is shut while the projection is behind the journal', async () => {
    const { store } = checkpointsAt({ ...copied, 'analytics.cases_v1@journal/3': 40 });
    const journal = journalAt({ 'journal/3': 41 });
    const gate = afterGate({ blueprint: withJournal, checkpoints: store, journal });
    expect(await gate.wait(read('cases', at('intake', 3, 17)))).toBe('timeout');
  });

  it('lets a command in when the consumer that reads the journal has come as far', async () => {
    const reacts = { ...withJournal, consumes: ['journal'] } as const;
    const { store } = checkpointsAt({ ...copied, 'analytics.cases@journal/3': 41 });
    const shut = afterGate({
      blueprint: reacts,
      checkpoints: store,
      journal: journalAt({ 'journal/3': 42 }),
    });
    expect(await shut.wait(command(at('intake', 3, 17)))).toBe('timeout');
    const open = afterGate({
      blueprint: reacts,
      checkpoints: store,
      journal: journalAt({ 'journal/3': 41 }),
    });
    expect(await open.wait(command(at('intake', 3, 17)))).toBe('reached');
  });

  it('waits for what the service records because of the fact, and for its copy', async () => {
    const reacts = { ...withJournal, consumes: ['journal'] } as const;
    const { store, asked } = checkpointsAt({
      ...copied,
      'analytics.cases@journal/3': 41,
      'analytics.journal@analytics/3': 6,
      'analytics.cases_v1@journal/3': 41,
    });
    const own = (offset: number) => ({
      analytics: { tail: async (): Promise<Vector> => new Map([['analytics/3', offset]]) },
    });
    const parts = {
      blueprint: reacts,
      checkpoints: store,
      journal: journalAt({ 'journal/3': 41 }),
    };
    expect(
      await afterGate({ ...parts, logs: own(6) }).wait(read('cases', at('intake', 3, 17))),
    ).toBe('reached');
    expect(asked.at(-1)).toBe('analytics.cases_v1@journal/3/41');
    expect(
      await afterGate({ ...parts, logs: own(7) }).wait(read('cases', at('intake', 3, 17))),
    ).toBe('timeout');
  });

  it('is shut while the copy is missing, whatever the projection has', async () => {
    const { store } = checkpointsAt({ ...copied, 'analytics.cases_v1@journal/3': 99 });
    const journal = journalAt({ 'journal/3': 41 });
    const gate = afterGate({ blueprint: withJournal, checkpoints: store, journal });
    expect(await gate.wait(read('cases', at('intake', 3, 18)))).toBe('timeout');
  });
});
