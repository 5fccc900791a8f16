import {
  bearerToken,
  commonSettings,
  type Environment,
  port,
  readConfig,
  url,
} from '@redress/config';
import type { PlatformAddress } from './platform-client.js';

const settings = {
  port: commonSettings.port,
  operationsPort: port('REDRESS_OPERATIONS_PORT', {
    description:
      'Port of the operations where REDRESS_URL is not set; the one after that of the platform by default.',
    optional: true,
  }),
  url: url('REDRESS_URL', ['http:', 'https:'], {
    description: 'The running platform; the embedded one by default.',
    optional: true,
  }),
  opsUrl: url('REDRESS_OPERATIONS_URL', ['http:', 'https:'], {
    description: 'Its operations; by default on the port after that of the platform.',
    optional: true,
  }),
  token: bearerToken('REDRESS_TOKEN', {
    description: 'Who we are; the development issuer is asked without it.',
    optional: true,
  }),
} as const;

/** Where the platform is, and who we are to it. Throws ConfigError with every bad variable. */
export function readCliConfig(env?: Environment): Omit<PlatformAddress, 'tenant'> {
  const { token, opsUrl, operationsPort, ...config } = readConfig(settings, env);
  const platform = withoutSlash(config.url ?? `http://127.0.0.1:${config.port}`);
  return {
    url: platform,
    opsUrl: withoutSlash(
      opsUrl ?? operationsBeside(platform, config.url ? undefined : operationsPort),
    ),
    ...(token ? { token } : {}),
  };
}

/** The operations on the same host: on the port that is named, else on the one after. */
function operationsBeside(platform: string, port: number | undefined): string {
  const { protocol, hostname, port: platformPort } = new URL(platform);
  const beside = Number(platformPort || (protocol === 'https:' ? 443 : 80)) + 1;
  return `${protocol}//${hostname}:${port ?? beside}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
