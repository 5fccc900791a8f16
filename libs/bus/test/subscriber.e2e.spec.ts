import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topicOf, toTopicMessage } from '@redress/contracts';
import { type NewEvent, partitionCount } from '@redress/event-log';
import { SERVER_START_MS, spawnProgram } from '@redress/testing';
import { append, eventually, keyOfPartition } from './bus-world.js';
import { serveHistory } from './history-server.js';
import { type InstalledSubscriber, installSubscriber } from './subscriber-install.js';
import { publishingFaults, relayWorld } from './relay-world.js';

jest.setTimeout(240_000);

let installed: InstalledSubscriber;
let world: Awaited<ReturnType<typeof relayWorld>>;
let runs = 0;

beforeAll(() => {
  installed = installSubscriber();
}, SERVER_START_MS);
afterAll(() => installed?.remove());
beforeEach(async () => {
  world = await relayWorld();
  runs += 1;
}, SERVER_START_MS);
afterEach(() => world.close());

const progress = () => join(installed.folder, `progress-${runs}`);

/** Starts the subscriber on the topic of the test. */
function start(...more: readonly string[]) {
  const child = spawnProgram(join(installed.program, 'subscriber.mjs'), {
    args: [
      ...['--brokers', world.brokers.join(','), '--group', `${prefix()}subscriber`],
      ...['--prefix', prefix(), '--progress', progress(), ...more],
    ],
  });
  let [printed, complained] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text) => (printed += text));
  child.stderr?.setEncoding('utf8').on('data', (text) => (complained += text));
  const ended = once(child, 'close').then(() => ({
    exitCode: child.exitCode,
    counts: countsIn(printed),
    ranges: rangesIn(printed),
    printed,
    complained,
  }));
  return { child, ended };
}

const at = (url: string) => ['--from-history', url];
const prefix = () => world.topic.slice(0, -topicOf.intake.length);

function countsIn(printed: string): Record<string, number> {
  const lines = printed.split('\n').map((line) => /^(intake\/.+): (\d+)$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((found) => (found ? [[found[1], Number(found[2])]] : [])),
  );
}

/** `<partition>: <from>..<to>` of what the subscriber says it has proven. */
function rangesIn(printed: string): string[] {
  const all = printed.matchAll(/\/(\d+): complete from (\d+) to (\d+)$/gm);
  return [...all].map(([, partition, from, to]) => `${partition}: ${from}..${to}`).sort();
}

const evidence = 'intake/evidence.EvidenceRegistered';
const registered: Partial<NewEvent> = {
  type: 'EvidenceRegistered',
  schemaVersion: 1,
  data: { sha256: 'a'.repeat(64), kind: 'PHOTO', source: 'CUSTOMER' },
};

/** Appends as many pieces of evidence, over all partitions in turn. */
async function register(count: number, change: Partial<NewEvent> = {}): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => ({
    ...{ key: keyOfPartition[n % partitionCount] ?? '', ...registered, ...change },
  }));
  await append(world.log, events, 'evidence');
}

/** Publishes what is in the log, by the real relay. */
async function publish(): Promise<void> {
  const relay = await world.relay();
  const faults = async () => {
    const found = await world.found();
    const all = found.map(async (each, partition) =>
      publishingFaults(each, await world.log.readPartition(partition, -1, 5_000)),
    );
    return (await Promise.all(all)).flat();
  };
  try {
    await eventually('all is published', async () => (await faults()).length === 0, 60_000);
  } finally {
    await relay.stop({ drainMs: 2_000 });
  }
}

/** Makes the topic anew without one record of partition 0. */
async function losing(offset: number): Promise<void> {
  const kept = ((await world.found())[0] ?? []).filter(
    ({ record }) => record.position.offset !== offset,
  );
  await world.truncateTopic();
  const producer = await world.client.openProducer();
  await producer.send(
    world.topic,
    0,
    kept.map(({ record }) => toTopicMessage(record)),
  );
  await producer.close();
}

const eachPartition = (to: number) =>
  Array.from({ length: partitionCount }, (_, partition) => `${partition}: 0..${to}`).sort();

describe('a subscriber of another team, from packages alone', () => {
  it('has the types of what it uses', () => {
    const compiler = join(__dirname, '../../../node_modules/typescript7/bin/tsc');
    const types = join(__dirname, '../../../node_modules/@types');
    const strictly = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--allowJs',
      '--checkJs',
      '--target',
      'es2023',
    ];
    const resolution = ['--module', 'nodenext', '--typeRoots', types, '--types', 'node'];
    const args = [compiler, ...strictly, ...resolution, join(installed.program, 'subscriber.mjs')];
    expect(() => execFileSync(process.execPath, args, { encoding: 'utf8' })).not.toThrow();
  });

  it('says in a line what is wrong with its options or with the address of the history', async () => {
    const help = await start('--help').ended;
    expect({ ...help, printed: help.printed.split('\n')[0] }).toMatchObject({
      ...{ exitCode: 0, complained: '', printed: 'node subscriber.mjs [options]' },
    });
    const wrong: readonly [number, RegExp, ...string[]][] = [
      [2, /^Unknown option '--form'.* \(see --help\)\n$/, '--form', 'beginning'],
      [2, /^--from start is neither progress nor beginning \(see --help\)\n$/, '--from', 'start'],
      [1, /^Error: no answer from http:\/\/127\.0\.0\.1:1: .+\n$/, ...at('http://127.0.0.1:1')],
      [1, /^Error: no answer from nowhere: .+\n$/, ...at('nowhere')],
      [1, /^Error: .*other is no topic of Redress\n$/, '--topics', `${prefix()}other`],
    ];
    for (const [exitCode, line, ...options] of wrong) {
      const ended = await start(...options).ended;
      expect(ended).toMatchObject({ exitCode, complained: expect.stringMatching(line) });
    }
  });

  it('brings no framework, and none of our sources but the contracts', () => {
    const names = readdirSync(join(installed.program, 'node_modules'));
    expect(names).not.toContain('@nestjs');
    expect(readdirSync(join(installed.program, 'node_modules/@redress')).sort()).toEqual([
      'contracts',
      'kernel',
    ]);
    const contracts = readdirSync(join(installed.program, 'node_modules/@redress/contracts/src'));
    expect(contracts.filter((file) => file.includes('.spec.'))).toEqual([]);
  });

  it('18: proves that all is there, and counts each event once, also when it is killed', async () => {
    await register(1_600);
    await publish();
    const first = start();
    await eventually('something is read', () => partsRead() > 0, 60_000);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(partsRead()).toBeLessThan(partitionCount);
    await register(160);
    await publish();
    const { exitCode, counts, ranges, complained } = await start('--once').ended;
    expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: '' });
    expect(counts).toEqual({ [evidence]: 1_760 });
    expect(ranges).toEqual(eachPartition(109));
  });

  it('reads nothing twice: its own progress decides, not what the group has committed', async () => {
    await register(160);
    await publish();
    await start('--once').ended;
    const again = await start('--once').ended;
    expect(again.counts).toEqual({ [evidence]: 160 });
    const anew = await start('--once', '--from', 'beginning').ended;
    expect(anew.counts).toEqual({ [evidence]: 160 });
  });

  it('drops repeats, also where the whole topic was published anew', async () => {
    await register(160);
    await publish();
    await start('--once').ended;
    await world.truncateTopic();
    await register(16);
    await publish();
    const { exitCode, counts, ranges } = await start('--once').ended;
    expect(exitCode).toBe(0);
    expect(counts).toEqual({ [evidence]: 176 });
    expect(ranges).toEqual(eachPartition(10));
  });

  it('stops where a record is missing, and keeps what is proven', async () => {
    await register(160);
    await publish();
    await losing(4);
    const { exitCode, complained, ranges } = await start('--once').ended;
    expect(exitCode).toBe(1);
    expect(complained).toBe('EventsMissingError: intake/0/5 follows 4, and 3 was read last\n');
    expect(ranges).toEqual(['0: 0..3']);
  });

  it('asked to begin at the beginning, stops where that is no longer kept', async () => {
    await register(160);
    await publish();
    await losing(0);
    const { exitCode, complained } = await start('--once', '--from', 'beginning').ended;
    expect({ exitCode, complained }).toEqual({
      exitCode: 1,
      complained: 'EventsMissingError: intake/0/1 follows 0, and -1 was read last\n',
    });
    const { ranges } = await start('--once', '--progress', `${progress()}-late`).ended;
    expect(ranges).toEqual(['0: 1..9']);
  });

  it('begins with the history where the topic no longer keeps the beginning, and goes on with the topic', async () => {
    await register(160);
    await publish();
    await losing(0);
    const history = await serveHistory(world.log);
    try {
      await register(16);
      const args = ['--once', '--from-history', history.url, '--token', 'ours'];
      const { exitCode, complained, counts, ranges } = await start(...args).ended;
      expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: '' });
      expect(counts).toEqual({ [evidence]: 176 });
      expect(ranges).toEqual(eachPartition(10));
      expect(history.tokens).toEqual(new Set(['Bearer ours']));
      // Behind the history: the relay puts on the topic what is newer, and the chain goes on.
      await world.truncateTopic();
      await register(16);
      await publish();
      const next = await start('--once').ended;
      expect([next.exitCode, next.counts]).toEqual([0, { [evidence]: 192 }]);
    } finally {
      await history.close();
    }
  });

  it('stops at a history with a hole', async () => {
    await register(160);
    await publish();
    const history = await serveHistory(world.log, ({ position }) => position.offset !== 4);
    try {
      const args = ['--once', '--from-history', history.url];
      const { exitCode, complained } = await start(...args).ended;
      expect(exitCode).toBe(1);
      // Of whichever partition comes first.
      expect(complained).toMatch(
        /EventsMissingError: intake\/\d+\/5 follows 4, and 3 was read last/,
      );
    } finally {
      await history.close();
    }
  });

  it('goes on at types, fields and codes that are newer than itself, and past foreign records', async () => {
    await register(32);
    await register(32, { type: 'EvidenceWeighed' });
    const data = { ...(registered.data as object), kind: 'HOLOGRAM', depthMm: 7 };
    await register(32, { data });
    await publish();
    const producer = await world.client.openProducer();
    await producer.send(world.topic, 0, [{ key: 'x', value: Buffer.from('x'), headers: {} }]);
    await producer.close();
    const { exitCode, counts, ranges } = await start('--once').ended;
    expect(exitCode).toBe(0);
    expect(counts).toEqual({ [evidence]: 64, 'intake/evidence.EvidenceWeighed (unknown)': 32 });
    expect(ranges).toEqual(eachPartition(5));
  });

  it.each([
    ['a newer version', { schemaVersion: 2 }, 'UNKNOWN_VERSION'],
    ['data that do not fit', { data: { sha256: 'short' } }, 'INVALID_DATA'],
  ])('stops at %s, rather than pass over what it knows', async (_, change, problem) => {
    await register(16);
    await register(16, change);
    await publish();
    const { exitCode, complained } = await start('--once').ended;
    expect(exitCode).toBe(1);
    expect(complained).toContain(`EventUnreadableError: intake/`);
    expect(complained).toContain(problem);
  });
});

/** Partitions of which the subscriber has noted an event. */
function partsRead(): number {
  if (!existsSync(progress())) return 0;
  const files = readdirSync(progress()).filter((file) => file.endsWith('.json'));
  const texts = files.map((file) => readFileSync(join(progress(), file), 'utf8'));
  return texts.filter((text) => text.includes('"range"')).length;
}
