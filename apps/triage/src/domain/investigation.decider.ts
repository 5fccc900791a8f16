import type { InvestigationEvent } from '@redress/contracts';
import { type Decider, type Decision, accept, noteOf, notHeard, reject } from '@redress/kernel';
import type {
  AssignCase,
  AttributeResponsibility,
  ClassifyComplaint,
  InvestigationCommand,
  NoteCaseFact,
  RecordFinding,
  StartInvestigation,
} from './investigation-command.js';
import { type InvestigationState, evolve, initialInvestigation } from './investigation-state.js';
import { invalidShares } from './responsibility-shares.policy.js';
import { sameValue } from './same-value.js';
import { type InvestigationCode, unlessOpen } from './stage-guard.policy.js';
import { builtInTaxonomyVersion } from './taxonomy.policy.js';

type InvestigationDecision = Decision<InvestigationEvent, InvestigationCode>;

function decide(command: InvestigationCommand, state: InvestigationState): InvestigationDecision {
  switch (command.type) {
    case 'NoteCaseFact':
      return noteCaseFact(command, state);
    case 'ClassifyComplaint':
      return classifyComplaint(command, state);
    case 'AssignCase':
      return assignCase(command, state);
    case 'StartInvestigation':
      return startInvestigation(command, state);
    case 'RecordFinding':
      return recordFinding(command, state);
    case 'AttributeResponsibility':
      return attributeResponsibility(command, state);
  }
}

function noteCaseFact({ data }: NoteCaseFact, state: InvestigationState): InvestigationDecision {
  const note = noteOf(data, state);
  return note ? accept(note) : accept();
}

function classifyComplaint(
  { data, meta }: ClassifyComplaint,
  state: InvestigationState,
): InvestigationDecision {
  const { occurredAt = meta.now, ...classification } = data;
  const { taxonomyVersion } = classification;
  if (meta.origin === 'IMPORT') {
    // What another system said is history, also of a closed case; it overrides nobody here.
    if (state.classifiedHere || sameValue(state.classification, classification)) return accept();
  } else {
    const refused = unlessOpen(state);
    if (refused) return refused;
  }
  if (taxonomyVersion !== builtInTaxonomyVersion) {
    return reject('TAXONOMY_VERSION_UNKNOWN', `there is no taxonomy version ${taxonomyVersion}`);
  }
  if (occurredAt > meta.now) {
    return reject('OCCURRED_IN_FUTURE', `${occurredAt} is later than now`);
  }
  return accept({
    type: 'ComplaintClassified',
    occurredAt,
    data: { round: state.round, ...classification },
    policyRefs: { taxonomy: taxonomyVersion },
  });
}

function assignCase({ data, meta }: AssignCase, state: InvestigationState): InvestigationDecision {
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (state.owner?.ownerId === data.ownerId && state.owner.teamId === data.teamId) {
    return reject('ALREADY_ASSIGNED', 'this owner and team have the case already');
  }
  return accept({
    type: 'CaseAssigned',
    occurredAt: meta.now,
    data: { round: state.round, ...data },
  });
}

function startInvestigation(
  { data, meta }: StartInvestigation,
  state: InvestigationState,
): InvestigationDecision {
  const { classification, facts, inquiry, owner, round } = state;
  const greeted = facts.thanked || facts.historicSource !== undefined;
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (!greeted) return notHeard('the complainant was not thanked yet', state);
  if (inquiry.step === 'INVESTIGATING' && inquiry.leadId !== undefined) {
    return reject('INVESTIGATION_ALREADY_STARTED', `round ${round} is being investigated`);
  }
  if (!classification) return reject('CLASSIFICATION_MISSING', 'classify the complaint first');
  if (!owner) return reject('NOT_ASSIGNED', 'assign the case to its owner first');
  return accept({
    type: 'InvestigationStarted',
    occurredAt: meta.now,
    data: { round, leadId: data.leadId ?? owner.ownerId, plan: data.plan },
  });
}

function recordFinding(
  { data, meta }: RecordFinding,
  state: InvestigationState,
): InvestigationDecision {
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (state.inquiry.step === 'NOT_STARTED') {
    return reject('INVESTIGATION_NOT_STARTED', 'start the investigation first');
  }
  if (data.evidenceIds.length === 0) {
    return reject('EVIDENCE_MISSING', 'a finding rests on at least one piece of evidence');
  }
  return accept({
    type: 'FindingRecorded',
    occurredAt: meta.now,
    data: { round: state.round, ...data },
  });
}

function attributeResponsibility(
  { data, meta }: AttributeResponsibility,
  state: InvestigationState,
): InvestigationDecision {
  const { facts, inquiry, round } = state;
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (inquiry.step === 'NOT_STARTED' || inquiry.findings === 0) {
    return reject('FINDING_MISSING', `round ${round} has no finding yet`);
  }
  if (!facts.apologised) {
    const missing = 'no apology was heard of; whoever is to blame, it comes first';
    return notHeard(missing, state, 'APOLOGY_MISSING');
  }
  return (
    invalidShares(data.shares) ??
    accept({
      type: 'ResponsibilityAttributed',
      occurredAt: meta.now,
      data: { round, ...data },
      policyRefs: { 'attribution-rule': data.ruleVersion },
    })
  );
}

/** Finding out what happened, who owns the case and whose responsibility it is. */
export const investigationDecider: Decider<
  InvestigationState,
  InvestigationCommand,
  InvestigationEvent,
  InvestigationCode
> = { category: 'investigation', initialState: initialInvestigation, decide, evolve };
