import { type CommandMeta, personal } from '@redress/kernel';
import type {
  AcceptResolution,
  IssueFinalResponse,
  ProposeResolution,
  RejectResolution,
  SkipRemedy,
  TakeRemedy,
  TellPlan,
} from '../domain/resolution-command.js';
import type {
  AcceptResolutionDto,
  IssueFinalResponseDto,
  ProposeResolutionDto,
  RejectResolutionDto,
  SkipRemedyDto,
  TakeRemedyDto,
  TellPlanDto,
} from './resolution.dto.js';

export function tellPlan(dto: TellPlanDto, meta: CommandMeta): TellPlan {
  return { type: 'TellPlan', meta, data: { ...dto, plan: personal(dto.plan) } };
}

export function takeRemedy(
  { kind, doneAt, cost, description }: TakeRemedyDto,
  meta: CommandMeta,
): TakeRemedy {
  return {
    type: 'TakeRemedy',
    meta,
    data: {
      kind,
      doneAt: doneAt ?? meta.now,
      ...(cost ? { cost } : {}),
      ...(description ? { description: personal(description) } : {}),
    },
  };
}

export function skipRemedy({ reason }: SkipRemedyDto, meta: CommandMeta): SkipRemedy {
  return { type: 'SkipRemedy', meta, data: { reason: personal(reason) } };
}

export function proposeResolution(
  { fix, extra, prevention, exceedsExpectation = false, ...dto }: ProposeResolutionDto,
  meta: CommandMeta,
): ProposeResolution {
  return {
    type: 'ProposeResolution',
    meta,
    data: {
      ...dto,
      exceedsExpectation,
      fix: personal(fix),
      prevention: personal(prevention),
      ...(extra ? { extra: personal(extra) } : {}),
    },
  };
}

export function acceptResolution(dto: AcceptResolutionDto, meta: CommandMeta): AcceptResolution {
  return { type: 'AcceptResolution', meta, data: { ...dto } };
}

export function rejectResolution(dto: RejectResolutionDto, meta: CommandMeta): RejectResolution {
  return { type: 'RejectResolution', meta, data: { ...dto, reason: personal(dto.reason) } };
}

export function issueFinalResponse(
  dto: IssueFinalResponseDto,
  meta: CommandMeta,
): IssueFinalResponse {
  return { type: 'IssueFinalResponse', meta, data: { ...dto, reasons: personal(dto.reasons) } };
}
