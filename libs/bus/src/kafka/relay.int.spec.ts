import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { messageValueBytesMax, toTopicMessage } from '@redress/contracts';
import { partitionCount } from '@redress/event-log';
import { SERVER_START_MS, spawnTypeScript } from '@redress/testing';
import { append, counted, eventually, keyOfPartition, pause } from '../../test/bus-world.js';
import { publishingFaults, relayWorld } from '../../test/relay-world.js';
import type { KafkaClient, KafkaProducer } from './kafka-client.port.js';
import { isKafkaError, KafkaError } from './kafka.error.js';

let world: Awaited<ReturnType<typeof relayWorld>>;
const drain = { drainMs: 2_000 };

beforeEach(async () => {
  world = await relayWorld();
}, SERVER_START_MS);
afterEach(() => world.close());
jest.setTimeout(120_000);

async function faults(): Promise<string[]> {
  const published = await world.found();
  const all = await Promise.all(
    published.map(async (found, partition) =>
      publishingFaults(found, await world.log.readPartition(partition, -1, 5_000)),
    ),
  );
  return all.flat();
}

async function published(): Promise<number> {
  return (await world.found()).reduce((sum, found) => sum + found.length, 0);
}

/** A client whose sends end as `fate` says, by their number. */
function fated(client: KafkaClient, fate: (nth: number) => 'ok' | 'lost' | 'unknown'): KafkaClient {
  let sends = 0;
  return {
    ...client,
    async openProducer() {
      const producer = await client.openProducer();
      const send: KafkaProducer['send'] = async (...parameters) => {
        sends += 1;
        const end = fate(sends);
        if (end !== 'lost') await producer.send(...parameters);
        if (end !== 'ok') throw new KafkaError('NOT_WRITTEN', `${end} by the test`);
      };
      return { ...producer, send };
    },
  };
}

describe('a relay', () => {
  it('18: publishes the log in order, each record once, its chain unbroken', async () => {
    await append(world.log, counted(keyOfPartition, 160));
    const relay = await world.relay();
    await append(world.log, counted(keyOfPartition, 160));
    await eventually('all is published', async () => (await faults()).length === 0);
    expect(await published()).toBe(320);
    expect((await relay.lag()).every(({ records }) => records === 0)).toBe(true);
    await relay.stop(drain);
  });

  it('publishes the largest events that commands may record, however many at once', async () => {
    const sizes = [messageValueBytesMax - 100, 5, 400_000, 400_000, 7];
    const key = keyOfPartition[3] ?? '';
    const heavy = sizes.map((bytes) => {
      // Noise, as ciphertexts are, so that compression is of no help.
      const ciphertext = Uint8Array.from(randomBytes(Math.floor((bytes / 4) * 3)));
      return { key, sealed: [{ subject: 'complaint:c1', ciphertext }] };
    });
    await append(world.log, heavy);
    const relay = await world.relay();
    const isBehind = async () => (await relay.lag()).some(({ records }) => records > 0);
    await eventually('all is published', async () => !(await isBehind()), 60_000);
    expect(world.problems).toEqual([]);
    const values = ((await world.found())[3] ?? []).map(({ value }) => value);
    const logged = await world.log.readPartition(3, -1, 100);
    expect(values).toHaveLength(heavy.length);
    const expected = logged.map((record) => String(toTopicMessage(record).value));
    // Not a comparison by the test runner, which would show megabytes.
    expect(values.every((value, index) => value === expected[index])).toBe(true);
    await relay.stop(drain);
  });

  it('18: looks at the topic after every doubt: what was lost is sent again, what was not is not', async () => {
    const through = fated(world.client, (nth) =>
      nth % 5 === 0 ? 'lost' : nth % 7 === 0 ? 'unknown' : 'ok',
    );
    const relay = await world.relay(through);
    for (let round = 0; round < 12; round += 1)
      await append(world.log, counted(keyOfPartition, 16));
    await eventually('all is published', async () => (await faults()).length === 0, 30_000);
    expect(world.problems.length).toBeGreaterThan(10);
    // Each doubt was settled by what stands on the topic, so nothing is there twice.
    expect(await published()).toBe(12 * 16);
    await relay.stop(drain);
  });

  it('18: killed again and again, two at once, loses nothing and breaks no chain (F02)', async () => {
    const script = join(__dirname, '../../test/relay-member.main.ts');
    const connection = JSON.stringify(world.database.connection('intake'));
    const brokers = await bootstrap();
    const start = async (): Promise<ChildProcess> => {
      const child = spawnTypeScript(script, { args: [connection, brokers, world.topic] });
      if (!child.stdout) throw new Error('a relay has a standard output');
      await once(child.stdout, 'data');
      return child;
    };
    const relays = [await start(), await start()];
    for (let round = 0; round < 4; round += 1) {
      await append(world.log, counted(keyOfPartition, 320));
      await pause(150);
      const victim = relays.shift();
      victim?.kill('SIGKILL');
      relays.push(await start());
    }
    await eventually('all is published', async () => (await faults()).length === 0, 60_000);
    for (const relay of relays) relay.kill('SIGKILL');
  });

  it('19: resumes exactly from the topic, with no checkpoint at all', async () => {
    const first = await world.relay();
    await append(world.log, counted(keyOfPartition, 160));
    await eventually('all is published', async () => (await faults()).length === 0);
    await first.stop(drain);
    await world.pool.query("delete from checkpoints where consumer = 'relay.intake'");
    const second = await world.relay();
    await append(world.log, counted(keyOfPartition, 32));
    await eventually('all is published', async () => (await faults()).length === 0);
    expect(await published()).toBe(192);
    await second.stop(drain);
  });

  it('publishes anew what the topic has lost, also when nothing is appended (F08)', async () => {
    const first = await world.relay();
    await append(world.log, counted(keyOfPartition, 160));
    await eventually('all is published', async () => (await faults()).length === 0);
    await first.stop(drain);
    await world.truncateTopic();
    expect(await published()).toBe(0);
    const second = await world.relay();
    await eventually('all is published', async () => (await faults()).length === 0, 20_000);
    await second.stop(drain);
  });

  it('stops where the topic knows more than its log: that is another history', async () => {
    const first = await world.relay();
    await append(world.log, counted(keyOfPartition, 32));
    await eventually('all is published', async () => (await faults()).length === 0);
    await first.stop(drain);
    await world.foreignRecord();
    const second = await world.relay();
    const reason = await second.failed;
    expect(isKafkaError(reason, 'TOPIC_AHEAD')).toBe(true);
    await second.stop(drain);
  });

  it('26: keeps commands going while no broker answers, and catches up in order afterwards', async () => {
    let isDown = true;
    const through = fated(world.client, () => (isDown ? 'lost' : 'ok'));
    const relay = await world.relay(through);
    for (let round = 0; round < 5; round += 1) await append(world.log, counted(keyOfPartition, 32));
    await pause(1_500);
    expect(await published()).toBe(0);
    const lag = (await relay.lag()).reduce((sum, { records }) => sum + records, 0);
    expect(lag).toBe(160);
    isDown = false;
    await eventually('all is published', async () => (await faults()).length === 0, 30_000);
    expect(await published()).toBe(160);
    await relay.stop(drain);
  });

  it('is judged by a measure that notices: a loss, a change and a broken chain', async () => {
    const relay = await world.relay();
    await append(world.log, counted(keyOfPartition, 64));
    await eventually('all is published', async () => (await faults()).length === 0);
    const partition = 3;
    expect(partition).toBeLessThan(partitionCount);
    const log = await world.log.readPartition(partition, -1, 100);
    const found = (await world.found())[partition] ?? [];
    const [first, second, ...rest] = found;
    if (!first || !second) throw new Error('there are records');
    expect(publishingFaults(found, log)).toEqual([]);
    expect(publishingFaults([first, second, first, second, ...rest], log)).toEqual([]);
    expect(publishingFaults([first, ...rest], log)).not.toEqual([]);
    expect(publishingFaults(found.slice(0, -1), log)).not.toEqual([]);
    const damaged = { ...second, record: { ...second.record, data: { n: 2 } } };
    expect(publishingFaults([first, damaged, ...rest], log)).not.toEqual([]);
    await relay.stop(drain);
  });
});

async function bootstrap(): Promise<string> {
  return world.brokers.join(',');
}
