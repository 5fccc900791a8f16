import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Personal data such as nobody else in these tests has: what is found was written by us. */
export const planted = {
  name: 'Quillfeather Zhuangzhou',
  phone: '138-7654-0917',
  email: 'zq.canary@quill.example',
  text: 'The lamp of aunt Ottilie broke at dusk',
} as const;

/** Which of the planted texts stand in some lines; as they are, in JSON or in a URL. */
export function leaksIn(lines: readonly string[]): string[] {
  const needles = Object.entries(planted).flatMap(([kind, text]) =>
    [...new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)])].map(
      (needle) => ({ kind, needle }),
    ),
  );
  return lines.flatMap((line) =>
    needles.filter(({ needle }) => line.includes(needle)).map(({ kind }) => `${kind}: ${line}`),
  );
}

/** The lines of all log files in a folder and below it, those of its servers. */
export function logFileLines(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log') && !isLogOfRecords(entry.name))
    .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').split('\n'));
}

/** `00000000000000000000.log`: Kafka calls its data so. */
function isLogOfRecords(name: string): boolean {
  return /^\d+\.log$/.test(name);
}
