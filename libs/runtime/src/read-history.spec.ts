import type { LogRecord } from '@redress/event-log';
import { readHistory } from './read-history.js';

const record = (version: number, type: string): LogRecord => ({
  position: { log: 'intake', partition: 3, offset: 40 + version },
  previous: 39 + version,
  orderingKey: 'complaint:c1',
  envelope: {
    id: `0190a000-0000-7000-8000-00000000000${version}`,
    type,
    schemaVersion: 1,
    stream: { tenantId: 'demo', category: 'complaint', id: 'c1' },
    version,
    occurredAt: '2026-03-02T09:00:00.000Z',
    recordedAt: '2026-03-02T09:00:01.000Z',
    actor: { kind: 'USER', role: 'agent', id: 'u1' },
    origin: 'LIVE',
    correlationId: '0190a000-0000-7000-8000-000000000000',
  },
  data: { sealed: version },
  sealed: [],
});
const records = [record(1, 'ComplaintReceived'), record(2, 'ComplainantThanked')];
const actor = { kind: 'USER', role: 'agent', id: 'u2' } as const;

/** Keeps who asked, and for what; the rest of privacy has specs of its own. */
function privacySpy() {
  const asked: unknown[] = [];
  return {
    asked,
    reveal: async (of: readonly LogRecord[], request: object) => {
      asked.push(request);
      return of.map(({ data }) => ({ revealed: data }));
    },
    withhold: (of: readonly LogRecord[]) => of.map(({ data }) => ({ withheld: data })),
  };
}

describe('the history that a person may see', () => {
  it('withholds the texts where no purpose is stated, and reveals nothing', async () => {
    const privacy = privacySpy();
    const history = await readHistory(records, { tenantId: 'demo', actor }, privacy);
    expect(history.map(({ data }) => data)).toEqual([
      { withheld: { sealed: 1 } },
      { withheld: { sealed: 2 } },
    ]);
    expect(privacy.asked).toEqual([]);
  });

  it('reveals them for a purpose, in the name of who asks', async () => {
    const privacy = privacySpy();
    const request = { tenantId: 'demo', actor, purpose: 'HANDLE_COMPLAINT' };
    const history = await readHistory(records, request, privacy);
    expect(history.map(({ data }) => data)).toEqual([
      { revealed: { sealed: 1 } },
      { revealed: { sealed: 2 } },
    ]);
    expect(privacy.asked).toEqual([
      { tenantId: 'demo', principal: 'u2', purpose: 'HANDLE_COMPLAINT' },
    ]);
  });

  it('shows of each event what it was, when and by whom, and neither ids nor positions', async () => {
    const [first] = await readHistory(records, { tenantId: 'demo', actor }, privacySpy());
    expect(first).toEqual({
      version: 1,
      type: 'ComplaintReceived',
      occurredAt: '2026-03-02T09:00:00.000Z',
      recordedAt: '2026-03-02T09:00:01.000Z',
      actor: { kind: 'USER', role: 'agent', id: 'u1' },
      origin: 'LIVE',
      data: { withheld: { sealed: 1 } },
    });
  });
});
