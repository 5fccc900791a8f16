import { bearerToken, commonSettings, type Environment, readConfig, url } from '@redress/config';
import type { PlatformAddress } from './platform-client.js';

const settings = {
  port: commonSettings.port,
  operationsPort: commonSettings.operationsPort,
  url: url('REDRESS_URL', ['http:', 'https:'], {
    description: 'The running platform; the embedded one by default.',
    optional: true,
  }),
  opsUrl: url('REDRESS_OPERATIONS_URL', ['http:', 'https:'], {
    description: 'Its operations port; that of the embedded one by default.',
    optional: true,
  }),
  token: bearerToken('REDRESS_TOKEN', {
    description: 'Who we are; the development issuer is asked without it.',
    optional: true,
  }),
} as const;

/** Where the platform is, and who we are to it. Throws ConfigError with every bad variable. */
export function readCliConfig(env?: Environment): Omit<PlatformAddress, 'tenant'> {
  const { url, opsUrl, token, port, operationsPort } = readConfig(settings, env);
  return {
    url: withoutSlash(url ?? `http://127.0.0.1:${port}`),
    opsUrl: withoutSlash(opsUrl ?? `http://127.0.0.1:${operationsPort}`),
    ...(token ? { token } : {}),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
