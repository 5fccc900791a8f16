import { customerRiskProjection } from '@redress/analytics/read-models';
import type { Projection } from '@redress/projections';
import { fullPayloadProjection } from './full-payload.projection.js';

/** The read models that are folded here: one of the product, and one that reads everything. */
export const measuredProjections = [
  customerRiskProjection,
  fullPayloadProjection,
] as readonly Projection[];
