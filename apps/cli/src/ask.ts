import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError, requestJson } from './platform-client.js';
import { tokenFor, type VerbContext } from './verb.js';

/** Tries of a request while the platform is busy with another one of the kind, a second apart. */
const triesMax = 60;

/** Asks the API as somebody in a role, and asks again while it says that it is busy. */
export async function ask<Answer>(
  context: Pick<VerbContext, 'address'>,
  role: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const { url } = context.address;
  const authorization = `Bearer ${await tokenFor(context, role)}`;
  const key = { 'idempotency-key': randomUUID() };
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await requestJson({
        method: body === undefined ? 'GET' : 'POST',
        url: `${url}/api/v1/${path}`,
        headers: { authorization, ...(body === undefined ? {} : key) },
        ...(body === undefined ? {} : { body }),
      });
      return answer as Answer;
    } catch (error) {
      const isBusy = error instanceof PlatformError && error.status === 503;
      if (!isBusy || tries === triesMax) throw error;
      await sleep(1_000);
    }
  }
}

/**
 * Nothing is known of a tenant that does not exist, which would look like an answer.
 *
 * @throws PlatformError TENANT_UNKNOWN
 */
export async function requireTenant(context: Pick<VerbContext, 'address'>): Promise<void> {
  await ask(context, 'supervisor', 'tenants/current');
}

/** A query string of what is given. */
export function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(given).toString();
}
