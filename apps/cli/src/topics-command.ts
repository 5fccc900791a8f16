import type { TopicDifference } from '@redress/bus';
import { commonSettings, kafkaSettings, readConfig } from '@redress/config';
import { PlatformError } from './platform-client.js';
import { UsageError } from './usage.js';
import type { Verb } from './verb.js';

const actions = ['plan', 'apply', 'check'] as const;
const settings = { kafkaBrokers: commonSettings.kafkaBrokers, ...kafkaSettings } as const;

/**
 * `redress topics plan|apply|check`: the topics as this version needs them, on the brokers that the
 * environment names. With `--users PREFIX` also what each service may do there as the user `PREFIX<service>`. `plan` says what differs, `apply` makes and sets it, `check` ends with 1 where
 * something differs, as the services refuse to start then.
 */
export const topics: Verb = async ({ rest, options: { users }, print }) => {
  const [action, ...more] = rest;
  if (!actions.some((each) => each === action) || more.length > 0) {
    const typed = action === undefined ? '' : `, not '${rest.join(' ')}'`;
    throw new UsageError(`say topics plan, apply or check${typed}`);
  }
  // Everybody else who types a command does not wait for a client of Kafka to be loaded.
  const [{ configuredTopics }, bus] = await Promise.all([
    import('@redress/runtime'),
    import('@redress/bus'),
  ]);
  const { accessOf, applyTopics, differenceLine, grantLine, planTopics } = bus;
  const { client, topics: policy } = configuredTopics(readConfig(settings), 'redress-cli');
  const admin = await client.openAdmin().catch(refused);
  try {
    const differences = await (action === 'apply' ? applyTopics : planTopics)(admin, policy).catch(
      refused,
    );
    const access = users === undefined ? [] : accessOf({ ...policy, users });
    if (action === 'apply') await admin.allow(access).catch(refused);
    const done = action === 'apply' ? 'changed' : 'differ';
    print({ action, differences: differences.map(plain), access }, [
      differences.length === 0 ? 'the topics are as they should be' : `${done}:`,
      ...differences.map((each) => `  ${differenceLine(each)}`),
      ...(access.length === 0 ? [] : [action === 'apply' ? 'allowed:' : 'needed:']),
      ...access.map((each) => `  ${grantLine(each)}`),
    ]);
    if (action === 'check' && differences.length > 0) process.exitCode = 1;
  } finally {
    await admin.close();
  }
};

/** For scripts: what differs, without the whole description of a topic that is missing. */
function plain(difference: TopicDifference) {
  return difference.kind === 'MISSING'
    ? { kind: difference.kind, name: difference.topic.name }
    : difference;
}

function refused(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNREACHABLE';
  throw new PlatformError(code, error instanceof Error ? error.message : String(error));
}
