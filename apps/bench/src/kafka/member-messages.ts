import type { PoolConfig } from 'pg';

/** How a consumer is made: by us, or by Nest's own transport. */
export const memberKinds = ['redress', 'nest'] as const;
export type MemberKind = (typeof memberKinds)[number];

/** A member of a group in a process of its own: the one message that it gets. */
export interface MemberPlan {
  readonly kind: MemberKind;
  readonly group: string;
  readonly topic: string;
  readonly brokers: readonly string[];
  /** The service in whose tables it counts. */
  readonly connection: PoolConfig;
}
