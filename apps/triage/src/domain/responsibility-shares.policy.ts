import { type Decision, reject } from '@redress/kernel';
import type { ResponsibilityShares } from './investigation-state.js';

/** The version of the attribution rules that every tenant starts with. */
export const builtInRuleVersion = 1;

type ShareCode = 'SHARES_NOT_100' | 'SHARE_WITHOUT_DEPARTMENT' | 'SHARE_REPEATED';

/** What speaks against these shares of responsibility; undefined when nothing does. */
export function invalidShares(
  shares: ResponsibilityShares,
): Decision<never, ShareCode> | undefined {
  const sum = shares.reduce((total, { pct }) => total + pct, 0);
  if (sum !== 100) {
    return reject('SHARES_NOT_100', `the shares sum to ${sum}, not to 100`, { context: { sum } });
  }
  const nobody = shares.findIndex((share) => share.party === 'DEPARTMENT' && !share.departmentId);
  if (nobody >= 0) {
    return reject('SHARE_WITHOUT_DEPARTMENT', `share ${nobody + 1} names no department`);
  }
  const bearers = shares.map(bearerOf);
  const again = bearers.findIndex((bearer, index) => bearers.indexOf(bearer) < index);
  if (again < 0) return undefined;
  return reject('SHARE_REPEATED', `share ${again + 1} is another one of ${bearers[again]}`);
}

/** Who bears a share: one department each; the customer, and third parties together. */
function bearerOf({ party, departmentId }: ResponsibilityShares[number]): string {
  return party === 'DEPARTMENT' ? `${party} ${departmentId}` : party;
}
