import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaInstallation } from './kafka-installation.js';

// Real here: Maven, which has most of it in its own cache after the first run on a machine.

jest.setTimeout(300_000);

describe('kafkaInstallation', () => {
  it('fetches Kafka once, however many ask for it', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'redress-cache-'));
    try {
      const [one, two] = await Promise.all([kafkaInstallation(cache), kafkaInstallation(cache)]);
      expect(one).toEqual(two);
      expect(one?.classPath).toMatch(/kafka_2\.13-4\.3\.0\.jar/);
      expect((await readdir(cache)).sort()).toEqual([
        ...['complete', 'jars', 'log4j2.properties', 'pom.xml'],
      ]);
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  });
});
