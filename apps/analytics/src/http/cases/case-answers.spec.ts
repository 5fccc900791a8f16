import { csvLine } from '@redress/edge';
import { CasesView } from '../../read-models/cases/cases.view.js';
import { boardOf, caseTable } from './case-answers.js';

describe('the board', () => {
  it('names every stage and sums what is to be noticed', () => {
    const count = {
      total: 2,
      promiseKept: 1,
      promiseBroken: 1,
      suspectedDuplicates: 1,
      sentBeforeReceived: 0,
      disputed: 2,
      breached: 0,
    };
    const board = boardOf([
      { ...count, stage: 'CLOSED' },
      { ...count, stage: 'INVESTIGATING', total: 3, sentBeforeReceived: 1 },
    ]);
    expect(board).toEqual({
      total: 5,
      byStage: {
        RECEIVED: 0,
        THANKED: 0,
        INVESTIGATING: 3,
        REMEDYING: 0,
        RESOLVING: 0,
        FEEDBACK: 0,
        PREVENTING: 0,
        CLOSED: 2,
      },
      promiseKept: 2,
      promiseBroken: 2,
      suspectedDuplicates: 2,
      sentBeforeReceived: 1,
      disputed: 4,
      breached: 0,
    });
  });
});

describe('an export of cases', () => {
  const at = new Date('2026-03-01T00:00:00Z');
  const found: CasesView = Object.assign(new CasesView(), {
    ...{ id: 'c1', complaintNo: '=cmd|calc', stage: 'CLOSED', round: 1, origin: 'IMPORT' },
    ...{ channel: 'EMAIL', receivedAt: at, severity: 'S2', cause: null, causePath: ['A', 'B'] },
    ...{ ownerId: null, teamId: null, outcome: null, closedAt: null, nextDueAt: null },
    ...{ nextDueKind: null, breached: ['ACK'], promiseKept: false, source: '+1', updatedAt: at },
    ...{ externalRef: '@SUM(A1:A9)', businessUnit: '"=1",x', historicResponse: ' -2' },
    ...{ suspectedDuplicateOf: null, sentBeforeReceived: false, disputed: true },
    ...{ withdrawalRequested: false, referred: false },
  });

  it('A42 has one line per case, every field of the list in a column of its own', async () => {
    async function* pages() {
      yield [found];
    }
    const { columns, pages: lines } = caseTable(pages());
    expect([...columns].sort()).toEqual(Object.keys(found).sort());
    for await (const [line = []] of lines) {
      const cell = (name: string) => csvLine([line[columns.indexOf(name)] ?? null]).trim();
      expect(line).toHaveLength(columns.length);
      expect(['causePath', 'breached', 'promiseKept', 'cause'].map(cell)).toEqual([
        ...['A B', 'ACK', 'false', ''],
      ]);
      // Whatever another system called things, nothing of it calculates.
      expect(['complaintNo', 'source', 'externalRef', 'businessUnit'].map(cell)).toEqual([
        ...["'=cmd|calc", "'+1", "'@SUM(A1:A9)", '"\'""=1"",x"'],
      ]);
      expect(cell('historicResponse')).toBe("' -2");
      expect(cell('receivedAt')).toBe('2026-03-01T00:00:00.000Z');
    }
  });
});
