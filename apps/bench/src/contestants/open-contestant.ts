import type { Contestant, ContestantName, ContestantOptions } from './contestant.port.js';

/** Opens a contestant in this process; the code of a peer is loaded only when it takes part. */
export async function openContestant(
  name: ContestantName,
  options: ContestantOptions,
): Promise<Contestant> {
  switch (name) {
    case 'redress': {
      const { openRedress } = await import('./redress-contestant.adapter.js');
      return openRedress(options);
    }
    case 'emmett': {
      const { openEmmett } = await import('./emmett-contestant.adapter.js');
      return openEmmett(options);
    }
    case 'dcb': {
      const { openDcb } = await import('./dcb-contestant.adapter.js');
      return openDcb(options);
    }
  }
}
