import { commonSettings, databaseSettings } from './common-settings.js';

/**
 * Variables that some part of the platform reads, so that a process which shares its environment
 * with another does not take the other's variables for mistakes.
 */
export const platformVariables: readonly string[] = [
  ...Object.values({ ...commonSettings, ...databaseSettings }).map(({ variable }) => variable),
  // The command line finds the platform, and says who it is, by these.
  'REDRESS_URL',
  'REDRESS_OPERATIONS_URL',
  'REDRESS_TOKEN',
];
