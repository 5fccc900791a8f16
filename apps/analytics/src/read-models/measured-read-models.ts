// What apps/bench measures of this service, without its module: the package offers it as `./read-models`.
export { riskPolicyV1 } from '../domain/risk/risk-parameters.policy.js';
export { unknownTimes } from '../domain/risk/tenant-times.policy.js';
export { analyticsOf } from '../http/analytics.port.js';
export { analyticsProjections } from './analytics-projections.js';
export { CustomerFactsQuery } from './customer-facts.query.js';
export { customerRiskProjection } from './customer-risk.projection.js';
export { ReplayQuery } from './replay.query.js';
export type { WhatIfInputs } from './what-if-change.js';
export { type WalkResult, WhatIfWalkQuery } from './what-if-walk.query.js';
