import { type RiskTier, riskTiers } from '@redress/contracts';

/** How high a tier is: 0 for T0 to 4 for T4. */
export function rankOf(tier: RiskTier): number {
  return riskTiers.indexOf(tier);
}

/** The next higher tier; undefined above T4. */
export function tierAbove(tier: RiskTier): RiskTier | undefined {
  return riskTiers[rankOf(tier) + 1];
}

/** The next lower tier; undefined below T0. */
export function tierBelow(tier: RiskTier): RiskTier | undefined {
  return riskTiers[rankOf(tier) - 1];
}
