import { parseArgs } from 'node:util';
import { readCliConfig } from './cli.config.js';
import { HeadingError } from './cfpb-case.js';
import { type ImportFormat, importFile, importFormats } from './import-command.js';
import { listedErrorsMax } from './import-report.js';
import { developmentToken, PlatformError } from './platform-client.js';

const usage = `redress - the command line of the platform

  redress import FILE --format cfpb|cdnow   take in the complaints or purchases of another system
  redress token --role ROLE --tenant TENANT [--as NAME]
                                            a token of the development issuer

Options: --tenant TENANT (default demo), --json (one JSON document on standard output)
Environment: REDRESS_URL, REDRESS_OPERATIONS_URL, REDRESS_TOKEN
`;

/** Wrong usage: exit status 2, with the usage on standard error. */
class UsageError extends Error {}

const options = {
  format: { type: 'string' },
  role: { type: 'string' },
  tenant: { type: 'string', default: 'demo' },
  as: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [verb, ...rest] = positionals;
  if (values.help || verb === 'help') {
    process.stdout.write(usage);
    return;
  }
  const config = readCliConfig();
  const address = { ...config, tenant: values.tenant };
  switch (verb) {
    case 'token': {
      if (!values.role) throw new UsageError('token needs --role');
      const token = await developmentToken(address, values.role, values.as);
      process.stdout.write(values.json ? `${JSON.stringify({ token })}\n` : `${token}\n`);
      return;
    }
    case 'import': {
      const [path] = rest;
      const format = importFormats.find((each) => each === values.format);
      if (!path) throw new UsageError('import needs a FILE');
      if (!format) throw new UsageError(`--format is cfpb or cdnow, not '${values.format ?? ''}'`);
      const token = config.token ?? (await developmentToken(address, 'integration'));
      await runImport(path, format, { url: config.url, token }, values.json);
      return;
    }
    default:
      throw new UsageError(verb ? `there is no verb '${verb}'` : 'say what to do');
  }
}

async function runImport(
  path: string,
  format: ImportFormat,
  target: { url: string; token: string },
  json: boolean,
): Promise<void> {
  const report = await importFile(path, format, target);
  // Some broken rows are normal; a file of which nothing is taken in is the wrong file.
  if (report.rows > 0 && report.rejected === report.rows) process.exitCode = 1;
  if (json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const { rows, created, unchanged, corrected, rejected, flagged, promise, seconds } = report;
  const lines = [
    `${rows} rows in ${seconds} s: ${created} created, ${unchanged} unchanged, ` +
      `${corrected} corrected, ${rejected} rejected`,
    ...(format === 'cfpb'
      ? [
          `${flagged.suspectedDuplicate} suspected duplicates, ` +
            `${flagged.sentBeforeReceived} passed on before they were received`,
          `promise kept ${promise.kept}, broken ${promise.broken}`,
        ]
      : []),
    ...report.errors.map((error) => `line ${error.line}: ${error.code} ${error.detail}`),
    ...(rejected > listedErrorsMax ? [`… and ${rejected - listedErrorsMax} more`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
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
    process.exitCode = 1;
  }
}
