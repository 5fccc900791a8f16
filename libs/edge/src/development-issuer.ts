import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { types } from 'node:util';
import { roles as knownRoles } from '@redress/contracts';
import { type Uuid, isUuid, uuidV8 } from '@redress/kernel';
import {
  type JSONWebKeySet,
  type JWK,
  SignJWT,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose';
import { item } from './field-rule.js';
import { Problem } from './problem.js';

const keyFile = 'development-issuer.key.json';
const issuer = 'urn:redress:development-issuer';

/** How long a token is valid, in seconds: a working day. */
const lifetimeSec = 12 * 3_600;

/** Who is to be pretended. */
export interface DevelopmentTokenRequest {
  /** A role of the access matrix. */
  readonly role: string;
  readonly tenant: string;
  /** A name such as `wang`, or the uuid of a user; the role's name by default. */
  readonly as?: string;
}

/** A token and whose it is. */
export interface DevelopmentToken {
  readonly token: string;
  readonly userId: Uuid;
  readonly expiresInSec: number;
}

/** An issuer for a single machine: anybody who reaches it may be anybody. */
export interface DevelopmentIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Public keys, for `createTokenVerifier`. */
  readonly jwks: JSONWebKeySet;
  /** Makes a token. Throws PARAMETER_INVALID for a role, tenant or name that cannot be. */
  issue(request: DevelopmentTokenRequest): Promise<DevelopmentToken>;
}

/** What the issuer needs to know of its surroundings. */
export interface DevelopmentIssuerOptions {
  /** The key lives here, readable by the owner alone; made on first use. */
  readonly dataDirectory: string;
  readonly audience: string;
  /** `OIDC_ISSUER`: where a real issuer is configured, this one refuses to exist. */
  readonly oidcIssuer: string | undefined;
  /** UTC milliseconds; the real clock by default. */
  readonly now?: () => number;
}

/** Makes the development issuer with the key of the data directory. */
export async function createDevelopmentIssuer(
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentIssuer> {
  const { dataDirectory, audience, oidcIssuer, now = Date.now } = options;
  if (oidcIssuer !== undefined) {
    throw new Error('a real issuer is configured (OIDC_ISSUER): there is no development issuer');
  }
  const key = await privateKeyIn(dataDirectory);
  const signingKey = await importJWK(key, 'ES256');
  const kid = await calculateJwkThumbprint(key);
  const { d: _, ...publicKey } = key;
  return {
    issuer,
    audience,
    jwks: { keys: [{ ...publicKey, kid, alg: 'ES256', use: 'sig' }] },
    async issue(request) {
      const { role, tenant, as = role } = checked(request);
      const userId = isUuid(as) ? as : developmentUserId(tenant, as);
      const issuedAt = Math.floor(now() / 1000);
      const token = await new SignJWT({ tenant, roles: [role] })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSec)
        .sign(signingKey);
      return { token, userId, expiresInSec: lifetimeSec };
    },
  };
}

/** The user id behind a development name: the same on every machine, so that scripts can rely on it. */
export function developmentUserId(tenant: string, name: string): Uuid {
  return uuidV8(createHash('sha256').update(`development-user\n${tenant}\n${name}`).digest());
}

function checked(request: DevelopmentTokenRequest): DevelopmentTokenRequest {
  const rules = [
    ['role', request.role, item.oneOf(knownRoles)],
    ['tenant', request.tenant, item.slug()],
    ['as', request.as ?? 'x', isUuid(request.as ?? '') ? item.id() : item.slug()],
  ] as const;
  for (const [name, value, rule] of rules) {
    if (!rule.accepts(value)) {
      throw new Problem('PARAMETER_INVALID', `${name} must be ${rule.says}`);
    }
  }
  return request;
}

async function privateKeyIn(directory: string): Promise<JWK> {
  const path = join(directory, keyFile);
  const existing = await readKey(path);
  if (existing) return existing;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const draft = join(directory, `${keyFile}.${randomUUID()}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and fails where another process was first.
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  const made = await readKey(path);
  if (!made) throw new Error(`${path} vanished while it was made`);
  return made;
}

async function readKey(path: string): Promise<JWK | undefined> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw new Error(`${path} may be read by others: chmod 600 it`);
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return types.isNativeError(error) && 'code' in error && error.code === code;
}
