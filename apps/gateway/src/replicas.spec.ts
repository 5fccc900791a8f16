import { replicasInOrder, replicasInTurns } from './replicas.js';

const addresses = ['http://a', 'http://b', 'http://c'];

describe('which replica the next request goes to', () => {
  it('each in its turn', () => {
    const replicas = replicasInTurns('http://x', addresses);
    const chosen = Array.from({ length: 6 }, () => replicas.next([]));
    expect([...chosen.slice(0, 3)].sort()).toEqual(addresses);
    expect(chosen.slice(3)).toEqual(chosen.slice(0, 3));
  });

  it('never one that takes no requests, while another does; and again once it does', () => {
    const replicas = replicasInTurns('http://x', addresses);
    replicas.note('http://b', false);
    const chosen = Array.from({ length: 6 }, () => replicas.next([]));
    expect([...new Set(chosen)].sort()).toEqual(['http://a', 'http://c']);
    replicas.note('http://b', true);
    expect(Array.from({ length: 3 }, () => replicas.next([]))).toContain('http://b');
  });

  it('any of them when none is known to take requests, because that may be old', () => {
    const replicas = replicasInTurns('http://x', ['http://a']);
    replicas.note('http://a', false);
    expect(replicas.next([])).toBe('http://a');
  });

  it('none that it was in vain at', () => {
    const replicas = replicasInTurns('http://x', ['http://a', 'http://b']);
    replicas.note('http://b', false);
    expect(replicas.next(['http://a'])).toBe('http://b');
    expect(replicas.next(['http://a', 'http://b'])).toBeUndefined();
  });

  it('for operations always the first, and the next one only after it', () => {
    const replicas = replicasInOrder('http://x', addresses);
    expect([replicas.next([]), replicas.next([])]).toEqual(['http://a', 'http://a']);
    expect(replicas.next(['http://a'])).toBe('http://b');
  });
});
