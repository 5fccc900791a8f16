import { pgEventLog } from '@redress/event-log';
import { openService } from '@redress/postgres';
import { inProcessLanes, type Projection, rebuildProjection } from '../src/index.js';
import { tallyCatalogue, tallyProjection } from './tally-projection.js';

/**
 * A rebuild in a process of its own, to be killed: says which steps are done, and stands still behind
 * the one that it was told. Ends when its standard input does.
 */
async function main(): Promise<void> {
  const [connection = '', name = '', lastStep = ''] = process.argv.slice(2);
  const service = openService({ connection: JSON.parse(connection), service: 'intake' });
  const projection = { ...(tallyProjection as Projection), name };
  process.stdin.on('end', () => process.exit(0)).resume();
  await rebuildProjection({
    ...{ service: 'intake', projection, owner: service.owner, writer: service.writer },
    ...{ log: pgEventLog({ pool: service.writer, log: 'intake' }), catalogue: tallyCatalogue },
    lanes: inProcessLanes([projection], tallyCatalogue),
    code: 'test',
    onStep(step) {
      process.stdout.write(`${step}\n`);
      return step === lastStep ? new Promise(() => undefined) : undefined;
    },
  });
}

void main();
