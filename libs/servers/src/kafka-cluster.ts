import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { freePorts } from './free-port.js';
import { type BrokerPlan, prepareBroker } from './kafka-broker.js';
import { exclusively, type KafkaInstallation, kafkaInstallation } from './kafka-installation.js';
import type { KafkaNode } from './kafka-settings.js';
import { type ServerProgram, startServer } from './server-process.js';
import { ServerStartError } from './server-start.error.js';
import { ownFolder, type ServerFolder } from './server-folder.js';
import { makeTlsIdentity } from './tls-identity.js';

/** What kind of Kafka is wanted. */
export interface KafkaOptions {
  /** Default 1. Three keep three copies of everything and acknowledge with two. */
  readonly brokers?: 1 | 3;
  /** Clients log in by SCRAM-SHA-512. Default: nobody logs in. */
  readonly sasl?: {
    readonly users: Readonly<Record<string, string>>;
    /** They come by TLS, to brokers that are known by `KafkaCluster.ca`. Default: a plain connection. */
    readonly tls?: true;
    /** Those of the users who may do anything; others what they are allowed. Default: all may. */
    readonly superUsers?: readonly string[];
  };
  /**
   * Where the data stay from one start to the next, created when missing; ports stay as long as they are free.
   * Default: a temporary folder that goes with the cluster.
   */
  readonly dataDir?: string;
  /** Of each broker. Default: what starts quickly, with a heap of 256 MB. */
  readonly javaOptions?: readonly string[];
}

/** One broker, which may be killed and brought back. */
export interface KafkaBroker {
  readonly id: number;
  /** Changes with a restart. */
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason; changes with a restart. */
  readonly exited: Promise<void>;
  /** Host and port for clients; stays the same. */
  readonly address: string;
  /** Sends a signal; waits for the end of the process where the signal is one that ends it. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it on its old data, after an orderly stop if it still runs. */
  restart(): Promise<void>;
}

/** A running cluster that belongs to this process. */
export interface KafkaCluster {
  /** Addresses of all brokers. */
  readonly bootstrap: readonly string[];
  readonly brokers: readonly KafkaBroker[];
  /** Certificate (PEM) by which the brokers are known, where clients come by TLS. */
  readonly ca?: string;
  /** Ends the brokers; temporary data are gone afterwards. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts Kafka brokers of our own on free ports of 127.0.0.1, in one to two seconds; the very first
 * start on a machine also fetches Kafka (`kafkaInstallation`). They do not outlive this process.
 *
 * @throws ServerStartError with a stable `code`; nothing is left running
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  if (!isMainThread) {
    // The kernel ties a server to the thread that started it, not to the process.
    throw new ServerStartError('NOT_MAIN_THREAD', 'Kafka must start from the main thread.');
  }
  const installation = await kafkaInstallation();
  if (!existsSync(installation.classArchive)) {
    await exclusively(installation.folder, () => archiveClasses(installation));
  }
  return startCluster(installation, options);
}

async function startCluster(
  installation: KafkaInstallation,
  { brokers = 1, sasl, dataDir, javaOptions }: KafkaOptions,
): Promise<KafkaCluster> {
  const home = await ownFolder('kafka', dataDir);
  const started: RestartableBroker[] = [];
  const stop = async () => {
    await Promise.all(started.map((broker) => broker.end(home.isTemporary)));
    await home.release();
  };
  try {
    const tls = sasl?.tls ? await makeTlsIdentity(home.path) : undefined;
    const superUsers = sasl?.superUsers;
    const cluster = (await nodesIn(home, brokers, sasl !== undefined)).map((node) => ({
      ...node,
      ...(tls ? { tls } : {}),
      ...(superUsers ? { superUsers } : {}),
    }));
    const clusterId = newClusterId();
    const plans = cluster.map((node) => ({
      ...{ installation, node, cluster, clusterId },
      folder: folderOf(home, node.id),
      users: sasl?.users ?? {},
      deathSignal: home.isTemporary ? ('KILL' as const) : ('TERM' as const),
      ...(javaOptions === undefined ? {} : { javaOptions }),
    }));
    const starts = plans.map(async (plan) => started.push(await startBroker(plan)));
    const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    started.sort((one, other) => one.id - other.id);
    let stopping: Promise<void> | undefined;
    return {
      bootstrap: started.map(({ address }) => address),
      brokers: started,
      ...(tls ? { ca: tls.ca } : {}),
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function folderOf(home: ServerFolder, id: number): string {
  return join(home.path, `broker-${id}`);
}

async function nodesIn(home: ServerFolder, brokers: number, login: boolean): Promise<KafkaNode[]> {
  const ports = await portsIn(home, 3 * brokers);
  return Array.from({ length: brokers }, (_, index) => {
    const [port = 0, controllerPort = 0, internalPort = 0] = ports.slice(3 * index);
    const dataDir = join(folderOf(home, index + 1), 'data');
    return { id: index + 1, port, controllerPort, dataDir, ...(login ? { internalPort } : {}) };
  });
}

/** The ports of the last start in this folder, as far as they are free: clients have been told them. */
async function portsIn({ path }: ServerFolder, count: number): Promise<number[]> {
  const file = join(path, 'ports');
  const last = await readFile(file, 'utf8').catch(() => '');
  const known = last.split('\n').flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : []));
  const ports = await freePorts(count, known);
  await writeFile(file, `${ports.join('\n')}\n`);
  return ports;
}

/** A broker with the end that only its cluster may make. */
interface RestartableBroker extends KafkaBroker {
  end(atOnce: boolean): Promise<void>;
}

async function startBroker(plan: BrokerPlan): Promise<RestartableBroker> {
  const program = await prepareBroker(plan);
  let server = await startServer(program);
  return {
    id: plan.node.id,
    address: `127.0.0.1:${plan.node.port}`,
    get pid() {
      return server.pid;
    },
    get exited() {
      return server.exited;
    },
    kill: (signal) => server.kill(signal),
    async restart() {
      await server.stop();
      server = await startServer(program);
    },
    end: (atOnce) => (atOnce ? server.kill('SIGKILL') : server.stop()),
  };
}

/** 16 bytes in URL-safe Base64; never begins with a dash, which would look like an option. */
function newClusterId(): string {
  return `R${randomBytes(16).toString('base64url').slice(1)}`;
}

/**
 * Keeps the classes that a broker loads in a form which Java maps into memory: one broker is
 * started for this, and a second is saved on each start from then on. Without the archive Kafka
 * works too, so a failure is none.
 */
async function archiveClasses(installation: KafkaInstallation): Promise<void> {
  if (existsSync(installation.classArchive)) return;
  const home = await ownFolder('kafka');
  const draft = `${installation.classArchive}.new`;
  try {
    const [node] = await nodesIn(home, 1, false);
    if (node === undefined) throw new Error('one node was asked for');
    const program = await prepareBroker({
      ...{ installation, node, cluster: [node], clusterId: newClusterId() },
      folder: folderOf(home, node.id),
      users: {},
      deathSignal: 'KILL',
    });
    const server = await startServer(archivingInto(draft, program));
    await server.stop();
    if (existsSync(draft)) await rename(draft, installation.classArchive);
  } finally {
    await rm(draft, { force: true });
    await home.release();
  }
}

function archivingInto(file: string, program: ServerProgram): ServerProgram {
  const args = program.command.args.map((arg) =>
    arg.startsWith('-XX:SharedArchiveFile=') ? `-XX:ArchiveClassesAtExit=${file}` : arg,
  );
  return { ...program, command: { ...program.command, args } };
}
