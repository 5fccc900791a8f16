import type { Projection } from '@redress/projections';
import { caseTimelineProjection } from './cases/case-timeline.projection.js';
import { casesProjection } from './cases/cases.projection.js';
import { customerRiskProjection } from './customers/customer-risk.projection.js';

/** All read models of analytics. */
export const analyticsProjections: readonly Projection[] = [
  casesProjection,
  caseTimelineProjection,
  customerRiskProjection,
] as readonly Projection[];
