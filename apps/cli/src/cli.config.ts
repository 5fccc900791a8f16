import { commonSettings, readConfig, secret, url } from '@redress/config';

/** Settings of the command line. */
const settings = {
  port: commonSettings.port,
  operationsPort: commonSettings.operationsPort,
  platformUrl: url('REDRESS_URL', ['http:', 'https:'], {
    description: 'The running platform; the embedded one by default.',
    optional: true,
  }),
} as const;
