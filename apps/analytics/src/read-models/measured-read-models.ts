// What apps/bench measures of this service, without its module: the package offers it as `./read-models`.
export { riskPolicyV1 } from '../domain/risk/policy/risk-parameters.policy.js';
export { unknownTimes } from '../domain/risk/tier/tenant-times.policy.js';
export { analyticsOf } from '../http/analytics.port.js';
export { analyticsProjections } from './analytics-projections.js';
export { CustomerFactsQuery } from './customers/customer-facts.query.js';
export { customerRiskProjection } from './customers/customer-risk.projection.js';
export { ReplayQuery } from './replay/replay.query.js';
export type { WhatIfInputs } from './what-if/what-if-change.js';
export { type WalkResult, WhatIfWalkQuery } from './what-if/what-if-walk.query.js';
