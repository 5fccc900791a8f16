import type { Cause, Channel, Severity, Stage } from '@redress/contracts';

/** One complaint of the demo and how far it has come. */
export interface DemoCase {
  readonly no: number;
  readonly reached: Stage;
  readonly hoursAgo: number;
  readonly channel: Channel;
  readonly language: 'zh-CN' | 'en';
  readonly content: string;
  readonly customer: string;
  readonly contact: string;
  readonly expectedOutcome: string;
  readonly words: string;
  readonly cause: Cause;
  readonly severity: Severity;
  readonly departmentId: string;
  readonly conclusion: string;
  readonly plan: string;
  readonly fix: string;
  readonly prevention: string;
  readonly csat?: number;
}
