import { parseArgs } from 'node:util';
import { topicOf } from '@redress/contracts';

const usage = `node subscriber.mjs [options]

  --brokers HOST:PORT,…   default localhost:9092
  --topics NAME,…         default ${topicOf.intake}
  --prefix TEXT           in front of each topic
  --group NAME            default redress-subscriber-example
  --progress FOLDER       default progress
  --from beginning        demand the very first event; default progress
  --from-history URL      first read what the topics no longer keep
  --token TOKEN           for --from-history, of the role integration
  --once                  end when all is read that was there at the start

README.md says more.`;

/** What the command line says. Ends the process where that is a question, or is not understood. */
export function readOptions() {
  try {
    const options = parsed();
    if (options.help) {
      console.log(usage);
      process.exit(0);
    }
    if (['progress', 'beginning'].includes(options.from)) return options;
    throw new Error(`--from ${options.from} is neither progress nor beginning`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} (see --help)`);
    process.exit(2);
  }
}

function parsed() {
  const { values } = parseArgs({
    options: {
      brokers: { type: 'string', default: 'localhost:9092' },
      group: { type: 'string', default: 'redress-subscriber-example' },
      topics: { type: 'string', default: topicOf.intake },
      prefix: { type: 'string', default: '' },
      progress: { type: 'string', default: 'progress' },
      from: { type: 'string', default: 'progress' },
      'from-history': { type: 'string' },
      token: { type: 'string', default: '' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}
