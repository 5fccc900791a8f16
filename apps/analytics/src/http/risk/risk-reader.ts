import type { Role } from '@redress/contracts';
import { type Caller, roleGranting } from '@redress/edge';
import type { Uuid } from '@redress/kernel';
import type { ServiceRuntime } from '@redress/runtime';
import { pseudonymsOf } from './customer-pseudonyms.js';

/**
 * How much of risk a person sees. TIER: the tier and where it goes, no score, no conduct. FULL: all.
 * PSEUDONYMS: all, of nobody in particular.
 */
export type RiskShape = 'TIER' | 'PSEUDONYMS' | 'FULL';

/** Who reads, and by which name they know a customer. */
export interface RiskReader {
  readonly shape: RiskShape;
  /** The id that is shown to them. */
  shown(id: Uuid): Uuid;
  /** The id that they mean. */
  meant(shown: Uuid): Uuid;
}

/** The shape for these roles: the widest that any of them is given. */
export function shapeFor(roles: readonly Role[]): RiskShape {
  if (roleGranting('incidents.read', roles)) return 'FULL';
  return roles.includes('analyst') ? 'PSEUDONYMS' : 'TIER';
}

/** The reader that a caller is. */
export async function riskReaderOf(
  { tenantId, roles }: Pick<Caller, 'tenantId' | 'roles'>,
  { fingerprint }: Pick<ServiceRuntime, 'fingerprint'>,
): Promise<RiskReader> {
  const shape = shapeFor(roles);
  if (shape !== 'PSEUDONYMS') return { shape, shown: itself, meant: itself };
  const key = Buffer.from(await fingerprint(tenantId, 'customer-pseudonym', 'key'), 'hex');
  const { hide, reveal } = pseudonymsOf(key);
  return { shape, shown: hide, meant: reveal };
}

function itself(id: Uuid): Uuid {
  return id;
}
