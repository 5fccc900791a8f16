import { type Caller, Problem } from '@redress/edge';
import { parameterProblems } from '../../domain/risk/policy/risk-parameters.policy.js';
import { policyInForce, type RiskPolicies } from '../../domain/risk/policy/risk-policy-state.js';
import { dateAt } from '../../domain/risk/tier/tenant-times.policy.js';
import type { WhatIfInputs, WhatIfPolicy } from '../../read-models/what-if/what-if-change.js';
import type { Analytics } from '../analytics.port.js';
import { pastMoment } from '../replay/replay-moment.js';
import { plainParameters } from '../policy/risk-policy.commands.js';
import type { RunWhatIfDto } from './what-if.dto.js';

/**
 * What a run is made from: the rules in force at its time, the other ones, and what both are read
 * with.
 *
 * @throws Problem BODY_INVALID, POLICY_VERSION_UNKNOWN, DRAFT_UNKNOWN, POLICY_INVALID,
 * TIME_NOT_REACHED
 */
export async function whatIfInputsOf(
  analytics: Pick<Analytics, 'rulesOf' | 'riskPolicies'>,
  dto: RunWhatIfDto,
  { tenantId, now }: Pick<Caller, 'tenantId' | 'now'>,
): Promise<WhatIfInputs> {
  const stream = { tenantId, category: 'risk-policy', id: tenantId };
  const [{ state }, { times, baselines }] = await Promise.all([
    analytics.riskPolicies.load(stream),
    analytics.rulesOf(tenantId),
  ]);
  const at = dto.at === undefined ? now : pastMoment('at', dto.at, now, times);
  const { policyVersion, parameters } = policyInForce(state, at);
  const until = dateAt(times, at);
  return {
    ...{ tenantId, at, times },
    base: { policyVersion, draftNo: null, parameters },
    other: otherPolicy(dto, state),
    baselines: baselines.filter(({ date }) => date <= until),
  };
}

function otherPolicy(
  { policyVersion, draftNo, parameters }: RunWhatIfDto,
  { versions, drafts }: RiskPolicies,
): WhatIfPolicy {
  const named = [policyVersion, draftNo, parameters].filter((each) => each !== undefined);
  if (named.length !== 1) {
    const problem = 'name exactly one of policyVersion, draftNo and parameters';
    throw new Problem('BODY_INVALID', problem, { context: { errors: [{ path: '', problem }] } });
  }
  if (policyVersion !== undefined) {
    const found = versions.find((each) => each.policyVersion === policyVersion);
    if (found) return { policyVersion, draftNo: null, parameters: found.parameters };
    throw new Problem('POLICY_VERSION_UNKNOWN', `there is no version ${policyVersion}`);
  }
  if (draftNo !== undefined) {
    const found = drafts.find((each) => each.draftNo === draftNo);
    if (found) return { policyVersion: null, draftNo, parameters: found.parameters };
    throw new Problem('DRAFT_UNKNOWN', `there is no draft ${draftNo}`);
  }
  return { policyVersion: null, draftNo: null, parameters: soundParameters(parameters) };
}

function soundParameters(dto: RunWhatIfDto['parameters']): WhatIfPolicy['parameters'] {
  if (!dto) throw new Error('one of the three was named');
  const parameters = plainParameters(dto);
  const problems = parameterProblems(parameters);
  if (problems.length === 0) return parameters;
  throw new Problem('POLICY_INVALID', 'these parameters cannot be used', { context: { problems } });
}
