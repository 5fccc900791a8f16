import type { ApiClient, Json } from './api-client.setup.js';
import { agent } from './case-walk.setup.js';

/** What `/cases/{id}` shows, as far as these tests look. */
export interface CaseShown {
  readonly stage: string;
  readonly round: number;
  readonly outcome: string | null;
  readonly unmetGates: readonly string[];
  readonly clocks: readonly { kind: string; state: string; round: number; dueAt: string }[];
  readonly feedback: { readonly departments: readonly Json[]; readonly customer: readonly Json[] };
  readonly timeline: readonly { type: string; position: string; round: number | null }[];
}

/** The case as all services together know it, after everything that this client has written. */
export async function shownCase(api: ApiClient, id: string): Promise<CaseShown> {
  return (await api.get<CaseShown>(agent, `cases/${id}`)).body;
}
