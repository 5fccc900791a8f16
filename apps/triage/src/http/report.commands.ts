import { type CommandMeta, personal } from '@redress/kernel';
import type { AssessReport, ReceiveReport } from '../domain/report.decider.js';
import type { AssessReportDto, ReceiveReportDto } from './report.dto.js';

export function receiveReport(
  { channel, about, anonymous = false, content, contact }: ReceiveReportDto,
  meta: CommandMeta,
): ReceiveReport {
  const texts = { content: personal(content), ...(contact ? { contact: personal(contact) } : {}) };
  return { type: 'ReceiveReport', meta, data: { channel, about, anonymous, ...texts } };
}

export function assessReport(
  { outcome, reason }: AssessReportDto,
  meta: CommandMeta,
): AssessReport {
  return { type: 'AssessReport', meta, data: { outcome, reason: personal(reason) } };
}
