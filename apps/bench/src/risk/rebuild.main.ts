import { rebuildHere, type RebuildTask } from './rebuild-task.js';
import type { RebuildAnswer } from './rebuild-process.js';

// A process that does one rebuild: what it needs of memory is nobody else's.
process.once('message', (message) => {
  rebuildHere(message as RebuildTask)
    .then((outcome): RebuildAnswer => ({ ok: true, outcome }))
    .catch((error: unknown): RebuildAnswer => ({ ok: false, error: reasonOf(error) }))
    .then((answer) => process.send?.(answer, () => process.disconnect()))
    .catch(() => process.exit(1));
});
// The bench has ended, whatever the reason: nobody waits for us any more.
process.once('disconnect', () => process.exit());

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
