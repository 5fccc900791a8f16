import { commonSettings, databaseSettings } from './common-settings.js';
import { failpointVariable } from './failpoint.js';
import { gatewaySettings } from './gateway-settings.js';
import { kafkaSettings } from './kafka-settings.js';

const all = { ...commonSettings, ...databaseSettings, ...kafkaSettings, ...gatewaySettings };

/**
 * Variables that some part of the platform reads, so that a process which shares its environment
 * with another does not take the other's variables for mistakes.
 */
export const platformVariables: readonly string[] = [
  ...Object.values(all).map(({ variable }) => variable),
  // The command line finds the platform, and says who it is, by these.
  'REDRESS_URL',
  'REDRESS_OPERATIONS_URL',
  'REDRESS_TOKEN',
  failpointVariable,
];
