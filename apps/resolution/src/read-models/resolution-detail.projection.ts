import { heardPositions } from '@redress/kernel';
import type { ResolutionState } from '../domain/resolution-state.js';
import type { ResolutionDetail } from '../http/resolution-detail.dto.js';

/** What people are shown of a state: everything but its history. */
export function resolutionSummary(
  state: ResolutionState,
): Omit<ResolutionDetail, 'id' | 'version' | 'history'> {
  const { round, progress, facts, heard } = state;
  return {
    round,
    step: progress.step,
    closed: facts.closedRound >= round,
    heard: heardPositions(heard),
    ...(facts.severity ? { severity: facts.severity } : {}),
    ...(progress.step === 'PROPOSED' ? { openProposal: openProposal(progress.proposal) } : {}),
    ...(progress.step === 'RESPONDED' ? { outcome: progress.outcome } : {}),
  };
}

type Proposal = Extract<ResolutionState['progress'], { step: 'PROPOSED' }>['proposal'];

function openProposal({ proposalNo, proposedAt, chasedAt, overdueAt }: Proposal) {
  const answerable = { proposalNo, proposedAt, chasers: chasedAt.length };
  return overdueAt === undefined ? answerable : { ...answerable, overdueAt };
}
