import type { RiskPolicyEvent } from '@redress/contracts';
import type { Recorded, Timestamp } from '@redress/kernel';
import { type RiskParameters, riskPolicyV1 } from './risk-parameters.policy.js';

/** Parameters that are or were in force. */
export interface RiskPolicyVersion {
  readonly policyVersion: number;
  readonly parameters: RiskParameters;
  /** Version 1 comes with the product: it was in force before anything was recorded. */
  readonly publishedAt: Timestamp | undefined;
}

/** Parameters that somebody proposed. */
export interface RiskPolicyDraft {
  readonly draftNo: number;
  readonly parameters: RiskParameters;
  readonly proposedBy: string;
  readonly standing: 'OPEN' | 'PUBLISHED' | 'REJECTED';
}

/** All versions and drafts of a tenant's risk policy, oldest first: scores keep their version. */
export interface RiskPolicies {
  readonly versions: readonly [RiskPolicyVersion, ...RiskPolicyVersion[]];
  readonly drafts: readonly RiskPolicyDraft[];
}

export const initialRiskPolicies: RiskPolicies = {
  versions: [{ policyVersion: 1, parameters: riskPolicyV1, publishedAt: undefined }],
  drafts: [],
};

/** The version in force: now, or as it was when something was recorded at `atRecorded`. */
export function policyInForce(state: RiskPolicies, atRecorded?: Timestamp): RiskPolicyVersion {
  const [builtIn] = state.versions;
  const inForce = state.versions.findLast(
    ({ publishedAt }) =>
      atRecorded === undefined || publishedAt === undefined || publishedAt <= atRecorded,
  );
  return inForce ?? builtIn;
}

export function evolve(state: RiskPolicies, event: Recorded<RiskPolicyEvent>): RiskPolicies {
  switch (event.type) {
    case 'RiskPolicyProposed': {
      const { draftNo, parameters } = event.data;
      const proposedBy = event.actor.id;
      const draft = { draftNo, parameters, proposedBy, standing: 'OPEN' } as const;
      return { ...state, drafts: [...state.drafts, draft] };
    }
    case 'RiskPolicyPublished': {
      const { policyVersion, draftNo, parameters } = event.data;
      const version = { policyVersion, parameters, publishedAt: event.occurredAt };
      const versions: RiskPolicies['versions'] = [...state.versions, version];
      return { versions, drafts: decided(state, draftNo, 'PUBLISHED') };
    }
    case 'RiskPolicyRejected':
      return { ...state, drafts: decided(state, event.data.draftNo, 'REJECTED') };
  }
}

function decided(
  { drafts }: RiskPolicies,
  draftNo: number,
  standing: RiskPolicyDraft['standing'],
): readonly RiskPolicyDraft[] {
  return drafts.map((draft) => (draft.draftNo === draftNo ? { ...draft, standing } : draft));
}
