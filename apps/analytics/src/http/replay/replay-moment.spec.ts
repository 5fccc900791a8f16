import { Problem } from '@redress/edge';
import { unknownTimes } from '../../domain/risk/tier/tenant-times.policy.js';
import { momentsOf } from './replay-moment.js';

const now = '2026-03-02T01:00:00.000Z';
const shanghai = { ...unknownTimes, zone: 'Asia/Shanghai' };

const moments = (asked: { at?: string; from?: string }, times = shanghai) =>
  momentsOf({ axis: 'recorded', ...asked }, { now }, times);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
  }
  return 'accepted';
}

describe('the moments of a replay', () => {
  it('are instants with any offset', () => {
    expect(moments({ at: '2026-03-01T17:30:00+08:00' })).toEqual({
      ...{ at: '2026-03-01T09:30:00.000Z', axis: 'recorded' },
    });
  });

  it('begin, as dates, with the day of the tenant and not of Greenwich', () => {
    expect(moments({ at: '2015-01-01' }).at).toBe('2014-12-31T16:00:00.000Z');
    expect(moments({ at: '2015-01-01' }, unknownTimes).at).toBe('2015-01-01T00:00:00.000Z');
  });

  it('may be now, and the same twice', () => {
    expect(moments({ at: now, from: now })).toEqual({ at: now, axis: 'recorded', from: now });
    expect(moments({})).toEqual({ at: now, axis: 'recorded' });
  });

  it('are not in the future, which a local day may be that has begun elsewhere', () => {
    expect(codeOf(() => moments({ at: '2026-03-02T01:00:00.001Z' }))).toBe('TIME_NOT_REACHED');
    expect(codeOf(() => moments({ at: '2026-03-03' }))).toBe('TIME_NOT_REACHED');
    const honolulu = { ...unknownTimes, zone: 'Pacific/Honolulu' };
    expect(codeOf(() => moments({ at: '2026-03-02' }, honolulu))).toBe('TIME_NOT_REACHED');
  });

  it.each(['yesterday', '2026-02-30', '2026-3-1', '2026-03-01T09:30:00', '', '1899-01-01'])(
    'are nothing else, such as %j',
    (at) => {
      expect(codeOf(() => moments({ at }))).toBe('PARAMETER_INVALID');
      expect(codeOf(() => moments({ at: now, from: at }))).toBe('PARAMETER_INVALID');
    },
  );

  it('are in order', () => {
    const asked = { at: '2026-03-01', from: '2026-03-02' };
    expect(codeOf(() => moments(asked))).toBe('PARAMETER_INVALID');
  });
});
