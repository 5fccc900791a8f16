import { replicasInTurns } from './replicas.js';
import { watchReadiness } from './watch-readiness.js';

describe('the watch over replicas', () => {
  it('leaves out what says no, takes it in again, and does not ask where there is no choice', async () => {
    const replicas = replicasInTurns('http://x', ['http://a', 'http://b']);
    const alone = replicasInTurns('http://y', ['http://c']);
    const ready = new Set(['http://a']);
    const asked = new Set<string>();
    const chosen = () => new Set([replicas.next([]), replicas.next([]), replicas.next([])]);
    const until = async (expected: readonly string[]) => {
      while ([...chosen()].sort().join() !== expected.join()) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const watch = watchReadiness([replicas, alone], async (address) => {
      asked.add(address);
      return ready.has(address);
    });
    try {
      await until(['http://a']);
      ready.add('http://b');
      await until(['http://a', 'http://b']);
      expect([...asked].sort()).toEqual(['http://a', 'http://b']);
    } finally {
      await watch.stop();
    }
  });
});
