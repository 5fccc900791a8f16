import { createHmac, randomBytes } from 'node:crypto';
import { type JWTPayload, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { Problem, createTokenVerifier } from './index.js';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const seconds = now / 1000;
const issuer = 'https://issuer.example';
const audience = 'redress';
const sub = '018f2b6e-0000-7000-8000-000000000001';
const good = {
  iss: issuer,
  aud: audience,
  sub,
  iat: seconds,
  exp: seconds + 600,
  tenant: 'demo',
  roles: ['agent'],
};
const goodHeader = { alg: 'ES256', kid: 'key-1', typ: 'at+jwt' };

const ours = generateKeyPair('ES256', { extractable: true });
const theirs = generateKeyPair('ES256', { extractable: true });

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );
}

/** Signs any header and payload, well-formed or not, as an attacker without limits would. */
async function signed(header: unknown, payload: unknown, by = ours): Promise<string> {
  const { privateKey } = await by;
  const input = `${part(header)}.${part(payload)}`;
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    Buffer.from(input),
  );
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

async function verifier() {
  const jwk = { ...(await exportJWK((await ours).publicKey)), kid: 'key-1', alg: 'ES256' };
  return {
    jwk,
    ...createTokenVerifier({ issuer, audience, keys: { jwks: { keys: [jwk] } }, now: () => now }),
  };
}

const claims = (changes: Record<string, unknown>) => signed(goodHeader, { ...good, ...changes });
const header = (changes: Record<string, unknown>) => signed({ ...goodHeader, ...changes }, good);
const without = (name: keyof typeof good) => {
  const { [name]: _, ...rest } = good;
  return signed(goodHeader, rest);
};

const badTokens: Record<string, () => Promise<string>> = {
  'alg none': async () => `${part({ ...goodHeader, alg: 'none' })}.${part(good)}.`,
  'alg none with a signature': () => header({ alg: 'none' }),
  'alg NoNe': () => header({ alg: 'NoNe' }),
  'HS256 with the public key as its secret': async () => {
    const { jwk } = await verifier();
    const input = `${part({ ...goodHeader, alg: 'HS256' })}.${part(good)}`;
    return `${input}.${createHmac('sha256', JSON.stringify(jwk)).update(input).digest('base64url')}`;
  },
  'ES384 claimed': () => header({ alg: 'ES384' }),
  'RS256 claimed for a key on a curve': () => header({ alg: 'RS256' }),
  'alg missing': () => header({ alg: undefined }),
  'alg as a list': () => header({ alg: ['ES256'] }),
  'signed by another key': () => signed(goodHeader, good, theirs),
  'jwk in the header': async () => {
    const jwk = await exportJWK((await theirs).publicKey);
    return signed({ ...goodHeader, jwk }, good, theirs);
  },
  'jwk in the header, signed by us': () => header({ jwk: { kty: 'EC' } }),
  'jku in the header': () => header({ jku: 'https://evil.example/jwks.json' }),
  'x5u in the header': () => header({ x5u: 'https://evil.example/cert.pem' }),
  'x5c in the header': () => header({ x5c: ['MIIB'] }),
  'crit in the header': () => header({ crit: ['exp'], exp: 1 }),
  'kid unknown': () => header({ kid: 'key-2' }),
  'kid missing': () => header({ kid: undefined }),
  'kid as a path': () => header({ kid: '../../../../dev/null' }),
  'kid as SQL': () => header({ kid: "key-1' OR '1'='1" }),
  'kid as a number': () => header({ kid: 1 }),
  'a signature cut short': async () => (await signed(goodHeader, good)).slice(0, -8),
  'a signature of another payload': async () => {
    const [head, , signature] = (await signed(goodHeader, good)).split('.');
    return `${head}.${part({ ...good, roles: ['admin'] })}.${signature}`;
  },
  'a wrong issuer': () => claims({ iss: 'https://evil.example' }),
  'the issuer with a slash': () => claims({ iss: `${issuer}/` }),
  'no issuer': () => without('iss'),
  'a wrong audience': () => claims({ aud: 'other' }),
  'an empty list of audiences': () => claims({ aud: [] }),
  'no audience': () => without('aud'),
  'an ID token': () => signed({ ...goodHeader, typ: 'JWT' }, { ...good, nonce: 'n' }),
  'an ID token that says so': () =>
    signed({ ...goodHeader, typ: 'JWT' }, { ...good, token_use: 'id' }),
  'no typ': () => header({ typ: undefined }),
  'another typ': () => header({ typ: 'logout+jwt' }),
  expired: () => claims({ exp: seconds - 61 }),
  'without an end': () => without('exp'),
  'an end that is text': () => claims({ exp: String(seconds + 600) }),
  'not yet valid': () => claims({ nbf: seconds + 61 }),
  'issued in the future': () => claims({ iat: seconds + 61 }),
  'without a beginning': () => without('iat'),
  'no subject': () => without('sub'),
  'a subject that is no uuid': () => claims({ sub: 'wang' }),
  'a subject that is an address': () => claims({ sub: 'wang@example.com' }),
  'no tenant': () => without('tenant'),
  'a tenant with a path': () => claims({ tenant: '../other' }),
  'a tenant with a wildcard': () => claims({ tenant: '*' }),
  'a tenant that is a list': () => claims({ tenant: ['demo'] }),
  'an empty tenant': () => claims({ tenant: '' }),
  'no roles': () => without('roles'),
  'an empty list of roles': () => claims({ roles: [] }),
  'only unknown roles': () => claims({ roles: ['root', 'system'] }),
  'roles as text': () => claims({ roles: 'agent' }),
  'too many roles': () => claims({ roles: Array(33).fill('agent') }),
  'a role in capitals': () => claims({ roles: ['Agent'] }),
  'a claim twice': () => {
    const twice = JSON.stringify(good).replace(
      '"tenant":"demo"',
      '"tenant":"other","tenant":"demo"',
    );
    return signed(goodHeader, twice);
  },
  'a header field twice': () =>
    signed('{"alg":"none","alg":"ES256","kid":"key-1","typ":"at+jwt"}', good),
  'a prototype in the payload': () => signed(goodHeader, `{"__proto__":${JSON.stringify(good)}}`),
  'a payload that is a list': () => signed(goodHeader, [good]),
  'a payload that is no JSON': () => signed(goodHeader, 'no json'),
  'a payload that is no UTF-8': async () => {
    const [head, , signature] = (await signed(goodHeader, good)).split('.');
    return `${head}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`;
  },
  huge: () => claims({ padding: randomBytes(9_000).toString('hex') }),
  'two parts': async () => (await signed(goodHeader, good)).split('.').slice(0, 2).join('.'),
  'four parts': async () => `${await signed(goodHeader, good)}.x`,
  'five parts, as if encrypted': async () => 'a.b.c.d.e',
  'standard base64': async () => (await signed(goodHeader, good)).replace('.', '=.'),
  empty: async () => '',
};

async function refusalOf(authorization: string | undefined): Promise<unknown> {
  const { authenticate } = await verifier();
  return authenticate(authorization).then(
    (identity) => identity,
    (error: unknown) => (error instanceof Problem ? `${error.status} ${error.code}` : error),
  );
}

describe('createTokenVerifier', () => {
  it('S01: has at least forty bad tokens to refuse', () => {
    expect(Object.keys(badTokens).length).toBeGreaterThanOrEqual(40);
  });

  it.each(Object.entries(badTokens))('S01: refuses %s', async (_, make) => {
    expect(await refusalOf(`Bearer ${await make()}`)).toBe('401 UNAUTHENTICATED');
  });

  it('refuses everything that is no bearer token', async () => {
    const token = await signed(goodHeader, good);
    for (const text of [
      undefined,
      '',
      token,
      `Basic ${token}`,
      `Bearer  ${token}`,
      `Bearer ${token} `,
      `Bearer ${token}, Bearer ${token}`,
    ]) {
      expect(await refusalOf(text)).toBe('401 UNAUTHENTICATED');
    }
  });

  it('says nothing about the reason', async () => {
    const { authenticate } = await verifier();
    const details = await Promise.all(
      ['expired', 'a wrong issuer', 'kid unknown', 'no tenant'].map(async (name) =>
        authenticate(`Bearer ${await badTokens[name]?.()}`).catch((error: Error) => error.message),
      ),
    );
    expect(new Set(details).size).toBe(1);
  });

  it('accepts access tokens, with a minute between the clocks', async () => {
    const identity = { userId: sub, tenantId: 'demo', roles: ['agent'] };
    const accepted: [unknown, JWTPayload][] = [
      [goodHeader, good],
      [{ ...goodHeader, typ: 'application/at+jwt' }, good],
      [
        { ...goodHeader, typ: 'JWT' },
        { ...good, token_use: 'access' },
      ],
      [goodHeader, { ...good, aud: ['other', audience] }],
      [goodHeader, { ...good, exp: seconds - 59 }],
      [goodHeader, { ...good, iat: seconds + 59, nbf: seconds + 59 }],
      [goodHeader, { ...good, roles: ['root', 'agent'] }],
    ];
    for (const [head, payload] of accepted) {
      expect(await refusalOf(`Bearer ${await signed(head, payload)}`)).toEqual(identity);
    }
  });

  it('believes a token that it knows for a minute, and never longer than it lasts', async () => {
    const { jwk } = await verifier();
    const keys = { jwks: { keys: [jwk] } };
    const at = { now };
    const { authenticate } = createTokenVerifier({ issuer, audience, keys, now: () => at.now });
    const [lasting, ending] = [await claims({}), await claims({ exp: seconds - 40 })];
    const outcomes = async () =>
      Promise.all(
        [lasting, ending, `${lasting.slice(0, -4)}AAAA`].map((token) =>
          authenticate(`Bearer ${token}`).then(
            () => 'accepted',
            () => 'refused',
          ),
        ),
      );
    expect(await outcomes()).toEqual(['accepted', 'accepted', 'refused']);
    at.now += 20_000;
    expect(await outcomes()).toEqual(['accepted', 'refused', 'refused']);
    at.now += 641_000;
    expect(await outcomes()).toEqual(['refused', 'refused', 'refused']);
  });

  it('keeps the roles in the order of the token', async () => {
    const token = await claims({ roles: ['supervisor', 'agent', 'admin'] });
    expect(await refusalOf(`bearer ${token}`)).toMatchObject({
      roles: ['supervisor', 'agent', 'admin'],
    });
  });

  it('takes RS256 and EdDSA from the key set too', async () => {
    for (const alg of ['RS256', 'EdDSA']) {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid: 'other', alg };
      const { authenticate } = createTokenVerifier({
        issuer,
        audience,
        keys: { jwks: { keys: [jwk] } },
        now: () => now,
      });
      const token = await new SignJWT(good)
        .setProtectedHeader({ alg, kid: 'other', typ: 'at+jwt' })
        .sign(privateKey);
      expect(await authenticate(`Bearer ${token}`)).toMatchObject({ userId: sub });
    }
  });
});
