import { id } from '../../domain/risk/score/risk-story.setup.js';
import type { RiskReader } from '../risk/risk-reader.js';
import { replayFor } from './replay-shapes.js';

const [customer, other, complaint, incident] = [id(1), id(2), id(3), id(4)];

/** Of everything that could name somebody, once. */
const replay = {
  at: '2026-03-01T00:00:00.000Z',
  axis: 'recorded',
  state: {
    ...{ customerId: customer, canonicalId: other, identities: [customer, other] },
    score: {
      contributions: [
        { source: 'RETURN_RATE', factId: 'SHOP/R-77' },
        { source: 'RESPONSE', factId: `${complaint}/1` },
        { source: 'INCIDENT', factId: incident },
      ],
    },
    facts: {
      returns: [{ identityId: customer, source: 'SHOP', returnId: 'R-77' }],
      credits: [{ identityId: customer, source: 'BANK', creditId: 'CREDIT-88' }],
      incidents: [{ identityId: complaint, incidentId: incident, reporterId: 'agent-wang' }],
      links: [{ identityId: complaint, otherId: customer }],
      responses: [{ identityId: complaint, complaintId: complaint }],
    },
  },
  events: [
    { category: 'customer', streamId: customer, type: 'CustomerRegistered' },
    { category: 'incident', streamId: incident, type: 'ConductIncidentRecorded' },
  ],
  difference: {
    fields: [
      { field: 'canonicalId', before: customer, after: other },
      { field: 'facts.returns', before: [], after: [{ identityId: customer, returnId: 'R-77' }] },
    ],
    events: [{ category: 'tier', streamId: other, type: 'TierRaised' }],
  },
};

const reader = (shape: RiskReader['shape']): RiskReader => ({
  shape,
  shown: (name) => `hidden-${name.slice(-1)}`,
  meant: (name) => name,
});

describe('the past of a customer', () => {
  it('is whole for those who see all', () => {
    expect(replayFor(reader('FULL'), replay)).toBe(replay);
  });

  it('names nobody to an analyst, neither by an id nor by a number of another system', () => {
    const seen = replayFor(reader('PSEUDONYMS'), replay);
    const text = JSON.stringify(seen);
    for (const name of [customer, other, complaint, 'R-77', 'CREDIT-88', 'agent-wang']) {
      expect(text).not.toContain(name);
    }
    expect(seen.state.facts.incidents).toMatchObject([
      { identityId: 'hidden-3', incidentId: incident },
    ]);
    expect(seen.difference?.fields[0]).toEqual({
      ...{ field: 'canonicalId', before: 'hidden-1', after: 'hidden-2' },
    });
    expect(seen.events).toEqual([
      { category: 'customer', streamId: 'hidden-1', type: 'CustomerRegistered' },
    ]);
  });

  it('names no case either, nor who works on it', () => {
    const board = { axis: 'recorded', at: '2026-03-01T00:00:00.000Z' };
    const state = {
      ...{ complaintId: complaint, complaintNo: 'C-2026-000123', stage: 'THANKED' },
      ...{ ownerId: 'agent-wang', teamId: 'team-7', externalRef: 'cfpb:99' },
      ...{ suspectedDuplicateOf: other, departmentForms: [{ formNo: 'F-2026-000123-1' }] },
    };
    const change = { field: 'ownerId', before: null, after: 'agent-wang' };
    const difference = { fields: [change], events: [] };
    const seen = replayFor(reader('PSEUDONYMS'), { ...board, state, events: [], difference });
    expect(seen).toEqual({
      ...board,
      state: {
        ...{ complaintId: 'hidden-3', stage: 'THANKED' },
        ...{ suspectedDuplicateOf: 'hidden-2', departmentForms: [{}] },
      },
      events: [],
      difference: { fields: [], events: [] },
    });
  });
});
