import type { TlsIdentity } from './tls-identity.js';

/** One broker of a cluster, and where it listens. */
export interface KafkaNode {
  readonly id: number;
  /** Port of the clients; without SASL also that of the other brokers. */
  readonly port: number;
  readonly controllerPort: number;
  /** Port of the other brokers, where clients must log in. */
  readonly internalPort?: number;
  readonly dataDir: string;
  /** Where clients come by TLS. */
  readonly tls?: Omit<TlsIdentity, 'ca'>;
  /** Who may do anything, where everybody else may do what they were allowed. */
  readonly superUsers?: readonly string[];
}

// What Kafka calls the one way to log in that we offer.
const MECHANISM = 'scram-sha-512';
const INTERNAL_TOPICS = [
  'offsets.topic',
  'transaction.state.log',
  'share.coordinator.state.topic',
] as const;

/**
 * The configuration of one broker of a small cluster: broker and controller in one process, quick
 * to start, to notice a dead neighbour and to rebalance a group. No topic comes to be by accident.
 *
 * @param cluster all nodes, this one included
 * @returns name and value of each setting
 */
export function kafkaSettings(
  node: KafkaNode,
  cluster: readonly KafkaNode[],
): Readonly<Record<string, string | number | boolean>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': cluster
      .map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': node.dataDir,
    'auto.create.topics.enable': false,
    ...listeners(node),
    ...(node.superUsers ? authorizer(node.superUsers) : {}),
    ...replication(cluster.length),
    ...quickReactions(cluster.length),
    ...smallFootprint,
  };
}

function listeners({ port, controllerPort, internalPort, tls }: KafkaNode) {
  const name = tls ? 'SASL_SSL' : 'SASL_PLAINTEXT';
  const clients =
    internalPort === undefined
      ? `PLAINTEXT://127.0.0.1:${port}`
      : `${name}://127.0.0.1:${port},PLAINTEXT://127.0.0.1:${internalPort}`;
  return {
    listeners: `${clients},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': clients,
    'inter.broker.listener.name': 'PLAINTEXT',
    // Kafka guesses this only while every listener is plain.
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,${name}:${name}`,
    ...(internalPort === undefined ? {} : login(name)),
    ...(tls ? identity(tls) : {}),
  };
}

function login(listener: string) {
  return {
    'sasl.enabled.mechanisms': MECHANISM.toUpperCase(),
    [`listener.name.${listener.toLowerCase()}.${MECHANISM}.sasl.jaas.config`]:
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  };
}

function identity({ keyStore, password }: Omit<TlsIdentity, 'ca'>) {
  return {
    'ssl.keystore.location': keyStore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'ssl.key.password': password,
  };
}

/** Brokers come to each other without a name, over ports of their own. */
function authorizer(superUsers: readonly string[]) {
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': ['ANONYMOUS', ...superUsers].map((name) => `User:${name}`).join(';'),
  };
}

/** Three copies of everything where there are three brokers, two of which must have it. */
function replication(brokers: number) {
  const factor = Math.min(brokers, 3);
  const minIsr = Math.min(factor, 2);
  const ofTopic = (topic: string) => [
    [`${topic}.replication.factor`, factor],
    [`${topic}.num.partitions`, 1],
  ];
  return {
    ...Object.fromEntries(INTERNAL_TOPICS.flatMap(ofTopic)),
    'transaction.state.log.min.isr': minIsr,
    'share.coordinator.state.topic.min.isr': minIsr,
    'default.replication.factor': factor,
    'min.insync.replicas': minIsr,
  };
}

function quickReactions(brokers: number) {
  return {
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    'group.consumer.min.session.timeout.ms': 1000,
    'group.consumer.session.timeout.ms': 3000,
    'group.consumer.min.heartbeat.interval.ms': 200,
    'group.consumer.heartbeat.interval.ms': 500,
    // A killed broker cannot come back before its old registration has expired.
    'broker.session.timeout.ms': brokers === 1 ? 2000 : 3000,
    'broker.heartbeat.interval.ms': brokers === 1 ? 300 : 500,
    'log.cleaner.backoff.ms': 500,
  };
}

const smallFootprint = {
  'num.network.threads': 1,
  'num.io.threads': 2,
  'background.threads': 2,
  'log.cleaner.dedupe.buffer.size': 8_388_608,
  'log.index.size.max.bytes': 262_144,
};
