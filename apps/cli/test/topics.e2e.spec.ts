import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type KafkaCluster, startKafka } from '@redress/servers';
import { ambientEnvironment, SERVER_START_MS } from '@redress/testing';

let kafka: KafkaCluster;

beforeAll(async () => {
  kafka = await startKafka();
}, SERVER_START_MS);
afterAll(() => kafka?.stop(), 60_000);
jest.setTimeout(120_000);

async function topics(action: string, more: Record<string, string> = {}) {
  const program = join(__dirname, '../bin/redress.mjs');
  const child = spawn(process.execPath, [program, 'topics', action], {
    env: {
      ...ambientEnvironment(),
      KAFKA_BROKERS: kafka.bootstrap.join(','),
      REDRESS_KAFKA_REPLICAS: '1',
      ...more,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

describe('redress topics', () => {
  it('says what is missing, makes it, and then finds nothing', async () => {
    const before = await topics('check');
    expect(before).toMatchObject({ code: 1, stderr: '' });
    expect(before.stdout).toContain('complaint.intake.v1: is missing');
    expect(await topics('apply')).toMatchObject({ code: 0 });
    const after = await topics('check');
    expect(after).toMatchObject({ code: 0, stdout: 'the topics are as they should be\n' });
  });

  it('refuses what cannot be changed in place, and a wrong action, with their status', async () => {
    const three = await topics('apply', { REDRESS_KAFKA_REPLICAS: '3' });
    expect(three.code).toBe(1);
    expect(three.stderr).toContain('TOPIC_DIFFERS');
    expect(three.stderr).toContain('1 replicas instead of 3');
    expect(await topics('destroy')).toMatchObject({ code: 2 });
  });

  it('says which broker did not answer', async () => {
    const { code, stderr } = await topics('plan', { KAFKA_BROKERS: '127.0.0.1:9' });
    expect(code).toBe(1);
    expect(stderr).toContain('BROKER_UNAVAILABLE');
  });
});
