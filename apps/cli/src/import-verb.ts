import { type ImportFormat, importFile, importFormats } from './import-command.js';
import { type ImportReport, listedErrorsMax } from './import-report.js';
import { UsageError } from './usage.js';
import { tokenFor, type Verb } from './verb.js';

/** `redress import FILE --format cfpb|cdnow` */
export const importVerb: Verb = async (context) => {
  const [path, ...more] = context.rest;
  const format = importFormats.find((each) => each === context.options.format);
  if (!path || more.length > 0) throw new UsageError('import needs one FILE');
  if (!format) {
    throw new UsageError(`--format is cfpb or cdnow, not '${context.options.format ?? ''}'`);
  }
  const token = await tokenFor(context, 'integration');
  const report = await importFile(path, format, { url: context.address.url, token });
  // Some broken rows are normal; a file of which nothing is taken in is the wrong file.
  if (report.rows > 0 && report.rejected === report.rows) process.exitCode = 1;
  context.print(report, linesOf(report, format));
};

function linesOf(report: ImportReport, format: ImportFormat): readonly string[] {
  const { rows, created, unchanged, corrected, rejected, flagged, promise, seconds } = report;
  return [
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
}
