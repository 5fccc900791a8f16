import { type Decision, reject } from '@redress/kernel';
import type { ResponsibilityShares } from './investigation-state.js';

/** The version of the attribution rules that every tenant starts with. */
export const builtInRuleVersion = 1;

type ShareCode = 'SHARES_NOT_100' | 'SHARE_WITHOUT_DEPARTMENT';

/** What speaks against these shares of responsibility; undefined when nothing does. */
export function invalidShares(
  shares: ResponsibilityShares,
): Decision<never, ShareCode> | undefined {
  const sum = shares.reduce((total, { pct }) => total + pct, 0);
  if (sum !== 100) {
    return reject('SHARES_NOT_100', `the shares sum to ${sum}, not to 100`, { context: { sum } });
  }
  const nobody = shares.findIndex((share) => share.party === 'DEPARTMENT' && !share.departmentId);
  if (nobody < 0) return undefined;
  return reject('SHARE_WITHOUT_DEPARTMENT', `share ${nobody + 1} names no department`);
}
