import { readArguments } from './arguments.js';
import { readCliConfig } from './cli.config.js';
import { HeadingError } from './cfpb-case.js';
import { exportTable } from './export-command.js';
import { importVerb } from './import-verb.js';
import { lag } from './lag-command.js';
import { parked } from './parked-command.js';
import { developmentToken, PlatformError } from './platform-client.js';
import { rebuild, verify } from './rebuild-command.js';
import { replay } from './replay-command.js';
import { topics } from './topics-command.js';
import { UsageError, usage, usageOf } from './usage.js';
import type { Verb } from './verb.js';
import { whatIf } from './what-if-command.js';

const token: Verb = async ({ rest, options, address, print }) => {
  if (!options.role || rest.length > 0) throw new UsageError('token needs --role');
  const issued = await developmentToken(address, options.role, options.as);
  print({ token: issued }, [issued]);
};

const verbs: Readonly<Record<string, Verb>> = {
  import: importVerb,
  export: exportTable,
  replay,
  'what-if': whatIf,
  rebuild,
  verify,
  lag,
  parked,
  topics,
  token,
};

async function run(args: readonly string[]): Promise<void> {
  const { verb = '', rest, options, isHelp } = readArguments(args);
  if (isHelp) {
    process.stdout.write(usageOf(verb));
    return;
  }
  const address = { ...readCliConfig(), tenant: options.tenant ?? 'demo' };
  const print = (document: unknown, lines: readonly string[]) => {
    process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${lines.join('\n')}\n`);
  };
  await verbs[verb]?.({ rest, options, address, print });
}

/** What else a problem says is wrong, one by one. */
function problemsOf(error: unknown): readonly string[] {
  if (!(error instanceof PlatformError)) return [];
  return Object.values(error.context ?? {})
    .flatMap((each: unknown) => (Array.isArray(each) ? each : []))
    .filter((each) => typeof each === 'string');
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`redress: ${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else {
    const code =
      error instanceof PlatformError || error instanceof HeadingError ? `${error.code}: ` : '';
    const detail = error instanceof Error ? error.message : String(error);
    process.stderr.write(`redress: ${code}${detail}\n`);
    for (const line of problemsOf(error)) process.stderr.write(`  ${line}\n`);
    process.exitCode = 1;
  }
}
