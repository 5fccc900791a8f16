import { createRequire } from 'node:module';
import { type AclEntry, Kafka, type KafkaConfig } from 'kafkajs';
import type { KafkaAdmin, TopicDescription, TopicGrant } from '../kafka-client.port.js';
import { connectOrClose, translated } from './answers.js';

// An import finds only the first names of this package.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } =
  createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');

/** An administrator over connections of its own. */
export async function openAdmin(config: KafkaConfig): Promise<KafkaAdmin> {
  const admin = new Kafka(config).admin();
  const close = () => admin.disconnect();
  await connectOrClose(() => translated('connecting', () => admin.connect()), close);
  return {
    describe: (names) =>
      translated('topics', async () => {
        const existing = new Set(await admin.listTopics());
        const topics = names.filter((name) => existing.has(name));
        if (topics.length === 0) return [];
        const [metadata, { resources }] = await Promise.all([
          admin.fetchTopicMetadata({ topics }),
          admin.describeConfigs({
            resources: topics.map((name) => ({ type: topicResource, name })),
            includeSynonyms: false,
          }),
        ]);
        return metadata.topics.map(({ name, partitions }): TopicDescription => {
          const entries = resources.find(({ resourceName }) => resourceName === name);
          return {
            ...{ name, partitions: partitions.length },
            replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
            settings: Object.fromEntries(
              (entries?.configEntries ?? []).map((each) => [each.configName, each.configValue]),
            ),
          };
        });
      }),
    create: ({ name, partitions, replicas, settings }) =>
      translated(name, async () => {
        const configEntries = entriesOf(settings);
        const topic = { topic: name, numPartitions: partitions, replicationFactor: replicas };
        // False: somebody else has made it meanwhile; whoever needs it as it is looks at it anyway.
        await admin.createTopics({ topics: [{ ...topic, configEntries }], waitForLeaders: false });
        await untilLed(() => admin.fetchTopicOffsets(name));
      }),
    configure: (name, settings) =>
      translated(name, async () => {
        const configEntries = entriesOf(settings);
        // What is not named goes back to its default, so what others have set is named again.
        const { resources } = await admin.describeConfigs({
          resources: [{ type: topicResource, name }],
          includeSynonyms: false,
        });
        const kept = (resources[0]?.configEntries ?? [])
          .filter(({ configName, isDefault }) => !isDefault && !(configName in settings))
          .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: topicResource, name, configEntries: [...configEntries, ...kept] }],
        });
      }),
    allow: (grants) =>
      translated('access', async () => {
        if (grants.length > 0) await admin.createAcls({ acl: grants.map(aclOf) });
      }),
    close,
  };
}

function aclOf({ principal, topic, operation }: TopicGrant): AclEntry {
  return {
    ...{ principal, host: '*', resourceName: topic, operation: AclOperationTypes[operation] },
    resourceType: AclResourceTypes.TOPIC,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    permissionType: AclPermissionTypes.ALLOW,
  };
}

function entriesOf(settings: TopicDescription['settings']) {
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}

/** Leaders are named before they know it themselves. */
async function untilLed(look: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await look();
      return;
    } catch (error) {
      if (tries === lookMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }
}

const [lookMax, lookEveryMs] = [50, 100];

const topicResource = 2;
