import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder } from './folder-claim.js';
import { runProgram } from './run-program.js';
import { ServerStartError } from './server-start.error.js';

/** Pinned: the POM of 4.4.0 asks for an artifact that is not there. */
export const KAFKA_VERSION = '4.3.0';

/** A Kafka that is ready to start on this machine. */
export interface KafkaInstallation {
  /** Its folder, which several processes share. */
  readonly folder: string;
  readonly classPath: string;
  /** Configuration of log4j2: warnings and errors to standard output. */
  readonly logging: string;
  /** Where the archive of loaded classes of this very Java is, or will be. */
  readonly classArchive: string;
}

const JAVA_MIN = 17;
const DOWNLOAD_TIMEOUT_MS = 600_000;
const LOCK_POLL_MS = 200;

// Without a binder of SLF4J a broker that cannot start ends without a word.
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>redress</groupId>
  <artifactId>kafka-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.25.4</version>
    </dependency>
  </dependencies>
</project>
`;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const LOGGING = `status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %m (%c{1})%n%throwable
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
`;

/**
 * The Kafka of this user's cache. What is missing there is fetched by Maven, once: about 45 MB and
 * half a minute. Processes that ask at the same time wait for the one that fetches.
 *
 * @param cache the folder of the installation
 * @throws ServerStartError `PROGRAM_MISSING` or `DOWNLOAD_FAILED`
 */
export async function kafkaInstallation(
  cache: string = join(homedir(), '.cache/redress', `kafka-${KAFKA_VERSION}`),
): Promise<KafkaInstallation> {
  const java = await javaFingerprint();
  const complete = join(cache, 'complete');
  if (!existsSync(complete)) {
    await mkdir(cache, { recursive: true });
    await exclusively(cache, async () => {
      if (existsSync(complete)) return;
      await fetchJars(cache);
      await writeFile(complete, '');
    });
  }
  const jars = join(cache, 'jars');
  const names = (await readdir(jars)).sort();
  return {
    folder: cache,
    // The archive of classes is valid for one spelling of the class path only: hence sorted.
    classPath: names.map((name) => join(jars, name)).join(':'),
    logging: join(cache, 'log4j2.properties'),
    classArchive: join(cache, `classes-${java}.jsa`),
  };
}

/** Runs a job on a shared folder while no other process does; waits until it is our turn. */
export async function exclusively(folder: string, job: () => Promise<void>): Promise<void> {
  for (;;) {
    const claim = await claimFolder(folder);
    if (!('rival' in claim)) {
      return job().finally(() => claim.release());
    }
    await sleep(LOCK_POLL_MS);
  }
}

async function fetchJars(cache: string): Promise<void> {
  // Each process has a draft of its own: Maven may outlive one that was killed.
  const stale = (await readdir(cache)).filter((name) => name.endsWith('.new'));
  for (const name of stale) await rm(join(cache, name), { recursive: true, force: true });
  const draft = join(cache, `jars-${process.pid}.new`);
  await writeFile(join(cache, 'pom.xml'), POM);
  await writeFile(join(cache, 'log4j2.properties'), LOGGING);
  const { code, output } = await runProgram(
    'mvn',
    ['-B', '-q', '-f', join(cache, 'pom.xml'), COPY, `-DoutputDirectory=${draft}`],
    { need: 'Maven fetches the jars of Kafka', timeoutMs: DOWNLOAD_TIMEOUT_MS },
  );
  if (code !== 0) {
    throw new ServerStartError('DOWNLOAD_FAILED', `Maven cannot fetch Kafka's jars:\n${output}`);
  }
  await rm(join(cache, 'jars'), { recursive: true, force: true });
  await rename(draft, join(cache, 'jars'));
}

/** Different for every build of Java: none can read another's archive of classes. */
async function javaFingerprint(): Promise<string> {
  const { output } = await runProgram('java', ['-version'], { need: 'Kafka runs on Java' });
  const major = Number(/version "(\d+)/.exec(output)?.[1]);
  if (!(major >= JAVA_MIN)) {
    throw new ServerStartError(
      'PROGRAM_MISSING',
      `Kafka needs Java ${JAVA_MIN} or newer; the java on the PATH says: ${output}`,
    );
  }
  return createHash('sha256').update(output).digest('hex').slice(0, 12);
}
