import { type CommandMeta, personal } from '@redress/kernel';
import type {
  AssignCase,
  AttributeResponsibility,
  ClassifyComplaint,
  RecordFinding,
  StartInvestigation,
} from '../domain/investigation-command.js';
import { builtInRuleVersion } from '../domain/responsibility-shares.policy.js';
import { builtInTaxonomyVersion } from '../domain/taxonomy.policy.js';
import type {
  AssignCaseDto,
  AttributeResponsibilityDto,
  ClassifyComplaintDto,
  RecordFindingDto,
  StartInvestigationDto,
} from './investigation.dto.js';

export function classifyComplaint(
  { causePath = [], specialTypes = [], taxonomyVersion, ...dto }: ClassifyComplaintDto,
  meta: CommandMeta,
): ClassifyComplaint {
  const version = taxonomyVersion ?? builtInTaxonomyVersion;
  const data = { ...dto, causePath, specialTypes, taxonomyVersion: version };
  return { type: 'ClassifyComplaint', meta, data };
}

export function assignCase(dto: AssignCaseDto, meta: CommandMeta): AssignCase {
  return { type: 'AssignCase', meta, data: { ...dto, reason: personal(dto.reason) } };
}

export function startInvestigation(
  dto: StartInvestigationDto,
  meta: CommandMeta,
): StartInvestigation {
  return { type: 'StartInvestigation', meta, data: { ...dto, plan: personal(dto.plan) } };
}

export function recordFinding(
  { whyChain = [], conclusion, ...dto }: RecordFindingDto,
  meta: CommandMeta,
): RecordFinding {
  const texts = { whyChain: whyChain.map(personal), conclusion: personal(conclusion) };
  return { type: 'RecordFinding', meta, data: { ...dto, ...texts } };
}

export function attributeResponsibility(
  { shares, ruleVersion = builtInRuleVersion, rationale }: AttributeResponsibilityDto,
  meta: CommandMeta,
): AttributeResponsibility {
  const data = {
    shares: shares.map((share) => ({ ...share })),
    ruleVersion,
    rationale: personal(rationale),
  };
  return { type: 'AttributeResponsibility', meta, data };
}
