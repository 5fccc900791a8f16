import type { Timestamp } from '@redress/kernel';

/** Both times of a fact: when it was true, and when its owner learnt it. */
export interface Stamps {
  readonly occurredAt: Timestamp;
  readonly recordedAt: Timestamp;
}
