import type { commonSettings, ConfigOf } from '@redress/config';
import {
  type Authenticator,
  createDevelopmentIssuer,
  createTokenVerifier,
  type DevelopmentIssuer,
} from '@redress/edge';
import { MendableError } from './mendable.error.js';

/** What the environment says of tokens, and of who may reach the process. */
export type IssuerConfig = Pick<
  ConfigOf<typeof commonSettings>,
  'oidcIssuer' | 'oidcAudience' | 'oidcJwksUrl' | 'host'
>;

/** Who makes tokens for people, and how they are checked. */
export interface WhoIsWho {
  readonly authenticator: Authenticator;
  readonly developmentIssuer?: DevelopmentIssuer;
}

/**
 * A real issuer where one is configured; else the development issuer of this data directory, which
 * all processes with the directory share.
 *
 * @throws MendableError where others than this machine could reach a development issuer
 */
export async function whoIsWho(
  { oidcIssuer, oidcAudience, oidcJwksUrl, host }: IssuerConfig,
  dataDirectory: string,
): Promise<WhoIsWho> {
  if (oidcIssuer !== undefined) {
    const jwksUrl = oidcJwksUrl ?? `${oidcIssuer.replace(/\/$/, '')}/.well-known/jwks.json`;
    return {
      authenticator: createTokenVerifier({
        issuer: oidcIssuer,
        audience: oidcAudience,
        keys: { jwksUrl },
      }),
    };
  }
  if (host !== '127.0.0.1' && host !== 'localhost' && host !== '::1') {
    throw new MendableError(
      `on ${host} others can reach this: set OIDC_ISSUER, or REDRESS_HOST=127.0.0.1`,
    );
  }
  const developmentIssuer = await createDevelopmentIssuer({
    dataDirectory,
    audience: oidcAudience,
    oidcIssuer,
  });
  const { issuer, audience, jwks } = developmentIssuer;
  return {
    authenticator: createTokenVerifier({ issuer, audience, keys: { jwks } }),
    developmentIssuer,
  };
}
