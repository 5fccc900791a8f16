import type { ContestantAnswer, ContestantRequest } from './contestant-messages.js';
import type { Contestant } from './contestant.port.js';
import { openContestant } from './open-contestant.js';
import { runLoad } from './run-load.js';

let contestant: Contestant | undefined;

async function carryOut(request: ContestantRequest): Promise<ContestantAnswer> {
  switch (request.ask) {
    case 'open':
      contestant = await openContestant(request.name, request.options);
      return { ok: true };
    case 'run':
      if (!contestant) throw new Error('nobody was opened');
      return { ok: true, run: await runLoad(contestant, request.load) };
    case 'close':
      await contestant?.close();
      return { ok: true };
  }
}

process.on('message', (message) => {
  const request = message as ContestantRequest;
  carryOut(request)
    .catch((error: unknown): ContestantAnswer => ({ ok: false, error: reasonOf(error) }))
    .then((answer) => {
      process.send?.(answer);
      if (request.ask === 'close') process.disconnect();
    })
    .catch(() => process.exit(1));
});
// The bench has ended, whatever the reason: nobody waits for us any more.
process.once('disconnect', () => process.exit());

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
