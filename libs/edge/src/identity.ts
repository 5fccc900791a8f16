import type { Role } from '@redress/contracts';
import type { Uuid } from '@redress/kernel';

/** What a verified token says. Nothing else in a request identifies anybody. */
export interface Identity {
  readonly userId: Uuid;
  readonly tenantId: string;
  /** At least one, each known to the product. */
  readonly roles: readonly Role[];
}
