import type { EventOf, investigationEvents } from '@redress/contracts';

type Shares = EventOf<typeof investigationEvents.ResponsibilityAttributed>['data']['shares'];

/** The departments with a share above zero, each once. The customer's share concerns none. */
export function responsibleDepartments(shares: Shares): string[] {
  const ids = shares.flatMap(({ party, departmentId, pct }) =>
    party === 'DEPARTMENT' && departmentId !== undefined && pct > 0 ? [departmentId] : [],
  );
  return [...new Set(ids)];
}
