import type { Evidence, Oracle } from './evidence.js';

async function examine({ drain, isReady }: Evidence): Promise<readonly string[]> {
  return [
    ...(drain.tookMs === undefined ? ['something still lags at the bound'] : []),
    ...drain.left,
    ...(isReady ? [] : ['a service says that it cannot work']),
  ];
}

/** After the fault everything is done that is there to do. */
export const alive: Oracle = {
  id: 'I13',
  what: 'no lag is left, and all services are ready',
  examine,
  examineDamaged: (evidence) =>
    examine({
      ...evidence,
      drain: { ...evidence.drain, tookMs: undefined, left: ['triage intake: 1'] },
    }),
};
