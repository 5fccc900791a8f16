import type { remedyKinds } from '@redress/contracts';

type RemedyKind = (typeof remedyKinds)[number];

const kinds: ReadonlyMap<string, RemedyKind> = new Map([
  ['CLOSED_WITH_MONETARY_RELIEF', 'MONETARY'],
  ['CLOSED_WITH_NON_MONETARY_RELIEF', 'NON_MONETARY'],
  ['CLOSED_WITH_EXPLANATION', 'EXPLANATION'],
]);

/** The remedy that another system's response names. One that names none proves none. */
export function historicRemedy(response: string): RemedyKind | undefined {
  return kinds.get(response);
}
