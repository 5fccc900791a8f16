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
  const { url, opsUrl, token, port, operationsPort } = readConfig(settings, env);
  return {
    url: withoutSlash(url ?? `http://127.0.0.1:${port}`),
    opsUrl: withoutSlash(opsUrl ?? operationsBeside(url) ?? `http://127.0.0.1:${operationsPort}`),
    ...(token ? { token } : {}),
  };
}

/** The port after that of the platform: where `--port` puts its operations. */
function operationsBeside(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const { protocol, hostname, port } = new URL(url);
  return port === '' ? undefined : `${protocol}//${hostname}:${Number(port) + 1}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
