/** How a complaint reaches us, and how we reach the complainant. */
export const channels = [
  'PHONE',
  'FACE_TO_FACE',
  'EMAIL',
  'LETTER',
  'FAX',
  'SOCIAL',
  'WEB_FORM',
  'CHAT',
  'REGULATOR',
  'REFERRAL',
] as const;
export type Channel = (typeof channels)[number];

/** Seriousness: S1 health, safety, legal or media; S2 large loss or many; S3 normal; S4 minor. */
export const severities = ['S1', 'S2', 'S3', 'S4'] as const;
export type Severity = (typeof severities)[number];

/** Level 1 of the causes; the levels below are the tenant's. */
export const causes = [
  'DESIGN',
  'MANUFACTURE',
  'ADVERSE_REACTION',
  'TRANSPORT_STORAGE',
  'CONSUMER_HANDLING',
  'EXPIRED',
  'SERVICE_MANNER',
  'SERVICE_DELAY',
  'SERVICE_INFORMATION',
  'BILLING',
  'OTHER',
] as const;
export type Cause = (typeof causes)[number];

/** Kinds of complaint that need a playbook and an approver of their own. */
export const specialTypes = [
  'INJURY_HEALTH',
  'MEDIA',
  'REGULATOR',
  'GROUP',
  'PROFESSIONAL_CLAIMANT',
  'THREAT',
  'VULNERABLE',
  'PRIVACY',
  'LEGAL_REP',
  'STAFF_MISCONDUCT',
] as const;

/** How a complaint ends. */
export const outcomes = [
  'UPHELD',
  'PARTLY_UPHELD',
  'NOT_UPHELD_HONEST',
  'NOT_UPHELD_ABUSIVE',
  'WITHDRAWN',
  'REFERRED',
  'MERGED',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Outcomes that a final response may state; the others are ends without one. */
export const respondedOutcomes = [
  'UPHELD',
  'PARTLY_UPHELD',
  'NOT_UPHELD_HONEST',
  'NOT_UPHELD_ABUSIVE',
] as const;

/** Emergency measures that help now (remedy comes before the resolution). */
export const remedyKinds = [
  'EXPLANATION',
  'APOLOGY_VISIT',
  'REPAIR',
  'REPLACEMENT',
  'REDO_SERVICE',
  'REFUND',
  'COMPENSATION',
  'MEDICAL_CARE',
  'NON_MONETARY',
  'MONETARY',
  'STOP_SALE',
] as const;

/** From full settlement up to compulsory measures; climbed one by one. */
export const resolutionStrategies = ['FULL', 'SETTLEMENT', 'LEGAL_REMEDY', 'COMPULSORY'] as const;

/** The promises that are timed; triage owns them all. */
export const clockKinds = [
  'ACK',
  'ACK_LIMIT',
  'PLAN',
  'UPDATE',
  'RESOLVE',
  'RESPONSE',
  'DEPT_REPLY',
  'DISPUTE',
] as const;
export type ClockKind = (typeof clockKinds)[number];

/** ELAPSED counts every second, BUSINESS only those inside the calendar. */
export const clockBases = ['ELAPSED', 'BUSINESS'] as const;

/** The only reasons for which a clock may stand still. */
export const pauseReasons = ['WAITING_CUSTOMER', 'WAITING_THIRD_PARTY', 'LEGAL_HOLD'] as const;

/** The methods of an investigation (调查 协商 分析 判断). */
export const findingMethods = ['INQUIRY', 'CONSULTATION', 'ANALYSIS', 'JUDGEMENT'] as const;

/** What is decided so that it does not happen again. */
export const preventionModes = ['CAPA', 'QUICK_FIX', 'WAIVER'] as const;

/** What must be there before a complaint may be closed. */
export const closeGates = [
  'FINAL_RESPONSE',
  'RESPONSIBILITY',
  'DEPARTMENT_FEEDBACK',
  'CUSTOMER_FEEDBACK',
  'PREVENTION',
] as const;
export type CloseGate = (typeof closeGates)[number];

/** Roles of the access matrix. */
export const roles = [
  'agent',
  'supervisor',
  'quality',
  'analyst',
  'compliance',
  'crisis-lead',
  'care',
  'admin',
  'auditor',
  'integration',
] as const;
export type Role = (typeof roles)[number];

/** Stages of a case, in order, and its end. */
export const stages = [
  'RECEIVED',
  'THANKED',
  'INVESTIGATING',
  'REMEDYING',
  'RESOLVING',
  'FEEDBACK',
  'PREVENTING',
  'CLOSED',
] as const;
export type Stage = (typeof stages)[number];

/** What speaks for a customer, recorded with evidence. */
export const brightSpotKinds = [
  'PRAISE',
  'COURTESY',
  'PROPER_CHANNEL',
  'USEFUL_SUGGESTION',
  'SETTLEMENT_HONOURED',
] as const;
export type BrightSpotKind = (typeof brightSpotKinds)[number];

/** What is known of how a customer pays us; other sources of credit data are not taken in. */
export const creditKinds = ['CHARGEBACK_LOST', 'PAYMENT_OVERDUE', 'PAYMENT_SETTLED'] as const;
export type CreditKind = (typeof creditKinds)[number];

/** Classes of conduct: what was done, never who somebody is. */
export const conductClasses = [
  'PERSISTENCE',
  'DEMANDS',
  'NON_COOPERATION',
  'ARGUMENTS',
  'BEHAVIOUR',
  'DISHONESTY',
] as const;
export type ConductClass = (typeof conductClasses)[number];

/**
 * Factors of the risk score that a person records as an incident, with evidence: B1 verbal attack,
 * B2 threat or violence, B3 malicious complaint, B4 fraud, swap or forged evidence, B5 unreasonable
 * demand after a clear refusal, B6 non-cooperation, Q1 repeated contact on a closed matter with no new
 * facts, Q2 abuse of channels, Q3 frequency from abusive cases only, E2 review extortion.
 */
export const incidentFactors = [
  'B1',
  'B2',
  'B3',
  'B4',
  'B5',
  'B6',
  'Q1',
  'Q2',
  'Q3',
  'E2',
] as const;
export type IncidentFactor = (typeof incidentFactors)[number];

/** All factors of the risk score; T1 (return rate) and T2 (lost or overdue payments) follow from facts. */
export const riskFactors = [...incidentFactors, 'T1', 'T2'] as const;
export type RiskFactor = (typeof riskFactors)[number];

/** What speaks for a customer and is subtracted from the risk score. */
export const riskCreditKinds = [...brightSpotKinds, 'COMPLAINT_UPHELD', 'TENURE'] as const;
export type RiskCreditKind = (typeof riskCreditKinds)[number];

/** Tiers of risk. A tier changes routing and playbook; it never restricts, prices or delays. */
export const riskTiers = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;
export type RiskTier = (typeof riskTiers)[number];
