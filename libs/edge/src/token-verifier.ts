import { roles as knownRoles, type Role } from '@redress/contracts';
import { isUuid } from '@redress/kernel';
import {
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
} from 'jose';
import { item } from './field-rule.js';
import type { Identity } from './identity.js';
import { Problem } from './problem.js';
import { parseStrictJson } from './strict-json.js';

/** Asymmetric only: with HS256 among them, the public key would be a secret to sign with. */
const algorithms = ['ES256', 'RS256', 'EdDSA'];

/** Longest token that is looked at, in characters. */
const tokenLengthMax = 8_192;

/** Most roles that a token may list. */
const rolesMax = 32;

/** Tolerated difference between the issuer's clock and ours, in seconds. */
const skewSec = 60;

/** An unknown key id makes us ask the issuer again at most this often. */
const refetchCooldownMs = 5_000;

/**
 * Checking a signature costs more than the rest of the edge, and callers send the same token again
 * and again. Keys that the issuer takes back are believed longer than this anyway.
 */
const remembered = { tokens: 1_000, ms: 60_000 };

/** Header fields that point at keys of the sender's own choosing. */
const keyPointers = ['jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit', 'b64', 'zip'];

/** Whose tokens are accepted. */
export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's keys are, or the keys themselves. Keys come from nowhere else. */
  readonly keys: { readonly jwksUrl: string } | { readonly jwks: JSONWebKeySet };
  /** UTC milliseconds; the real clock by default. */
  readonly now?: () => number;
}

/** Tells who sends a request. */
export interface Authenticator {
  /** The identity behind an `Authorization` header. Throws UNAUTHENTICATED. */
  authenticate(authorization: string | undefined): Promise<Identity>;
}

/**
 * Makes the authenticator of an issuer. A refusal never says which check failed: the caller who has
 * a real token does not need it, and the one who has not must not learn.
 */
export function createTokenVerifier(options: TokenVerifierOptions): Authenticator {
  const { issuer, audience, keys, now = Date.now } = options;
  const keySet: JWTVerifyGetKey =
    'jwks' in keys
      ? createLocalJWKSet(keys.jwks)
      : createRemoteJWKSet(new URL(keys.jwksUrl), {
          cooldownDuration: refetchCooldownMs,
          timeoutDuration: 5_000,
        });
  const accepted = new Map<string, { readonly identity: Identity; readonly until: number }>();

  function remember(token: string, identity: Identity, exp: number): void {
    if (accepted.size >= remembered.tokens) accepted.clear();
    const until = Math.min(now() + remembered.ms, (exp + skewSec) * 1000);
    accepted.set(token, { identity, until });
  }

  return {
    async authenticate(authorization) {
      const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(
        authorization ?? '',
      )?.[1];
      if (token === undefined || token.length > tokenLengthMax) throw refused();
      const known = accepted.get(token);
      if (known && now() < known.until) return known.identity;
      if (!isPlain(token)) throw refused();
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keySet, {
          algorithms,
          issuer,
          audience,
          clockTolerance: skewSec,
          currentDate: new Date(now()),
          requiredClaims: ['exp', 'iat', 'sub'],
        });
        const identity = identityOf(payload, protectedHeader.typ, now());
        if (identity) {
          remember(token, identity, payload.exp ?? 0);
          return identity;
        }
      } catch (error) {
        if (isIssuerTrouble(error)) {
          throw new Problem('NOT_READY', 'the keys of the issuer cannot be had', {
            retryable: true,
            retryAfterSec: 5,
          });
        }
      }
      throw refused();
    },
  };
}

/** An issuer that does not answer, or not with keys, is our trouble and not the caller's. */
function isIssuerTrouble(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);
}

/** Refuses before any signature is looked at: doubled keys, foreign keys, key ids that are paths. */
function isPlain(token: string): boolean {
  try {
    const [header = '', payload = ''] = token.split('.');
    for (const part of [header, payload]) parseStrictJson(Buffer.from(part, 'base64url'));
    const { kid, alg, ...rest } = decodeProtectedHeader(token);
    return (
      algorithms.includes(alg ?? '') &&
      typeof kid === 'string' &&
      /^[A-Za-z0-9_-]{1,128}$/.test(kid) &&
      !keyPointers.some((pointer) => pointer in rest)
    );
  } catch (error) {
    if (error instanceof Problem || error instanceof TypeError) return false;
    throw error;
  }
}

function identityOf(
  claims: JWTPayload,
  typ: string | undefined,
  now: number,
): Identity | undefined {
  const { sub = '', iat = Number.NaN, tenant, roles } = claims;
  if (!isAccessToken(typ, claims)) return undefined;
  if (!(iat * 1000 <= now + skewSec * 1000)) return undefined;
  if (!isUuid(sub)) return undefined;
  if (typeof tenant !== 'string' || !item.slug().accepts(tenant)) return undefined;
  if (!Array.isArray(roles) || roles.length > rolesMax) return undefined;
  const held = knownRoles.filter((role): role is Role => roles.includes(role));
  const inOrder = held.sort((a, b) => roles.indexOf(a) - roles.indexOf(b));
  return inOrder.length > 0 ? { userId: sub, tenantId: tenant, roles: inOrder } : undefined;
}

/** RFC 9068 says `at+jwt`; issuers that only know `JWT` must say it in a claim. */
function isAccessToken(typ: string | undefined, claims: JWTPayload): boolean {
  const kind = typ?.toLowerCase().replace(/^application\//, '');
  if (kind === 'at+jwt') return true;
  return kind === 'jwt' && claims['token_use'] === 'access';
}

function refused(): Problem {
  return new Problem('UNAUTHENTICATED', 'the request carries no valid access token', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}
