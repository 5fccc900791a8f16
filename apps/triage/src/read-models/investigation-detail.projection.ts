import { heardPositions } from '@redress/kernel';
import type { Inquiry, InvestigationState } from '../domain/investigation-state.js';
import type { InvestigationDetail } from '../http/investigation-detail.dto.js';

/** What people are shown of a state: everything but its history. */
export function investigationSummary(
  state: InvestigationState,
): Omit<InvestigationDetail, 'id' | 'version' | 'history'> {
  const { round, facts, classification, owner, inquiry, heard } = state;
  return {
    round,
    step: inquiry.step,
    closed: facts.closedRound >= round,
    thanked: facts.thanked,
    apologised: facts.apologised,
    heard: heardPositions(heard),
    ...(facts.historicSource ? { historicSource: facts.historicSource } : {}),
    ...(classification ? { classification } : {}),
    ...(owner ? { ownerId: owner.ownerId } : {}),
    ...(owner?.teamId ? { teamId: owner.teamId } : {}),
    ...foundOut(inquiry),
  };
}

function foundOut(inquiry: Inquiry): Pick<InvestigationDetail, 'findings' | 'leadId' | 'shares'> {
  if (inquiry.step === 'NOT_STARTED') return { findings: 0 };
  const { findings, leadId, shares } = inquiry;
  return { findings, ...(leadId ? { leadId } : {}), ...(shares ? { shares } : {}) };
}
