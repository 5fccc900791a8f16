import * as fs from 'node:fs';
import { join } from 'node:path';

/**
 * What is known of one partition. Position and result are one file, so they change together or not at
 * all; with a database they would be one transaction.
 *
 * @typedef {object} Progress
 * @property {number} next Kafka's offset to read on from
 * @property {import('@redress/contracts').ProvenRange} [range] none before the first event
 * @property {Record<string, number>} counts the result: events by `log/category.Type`
 */

/** The progress of all partitions, a JSON file each. A partition is named `topic/number`. */
export class ProgressFolder {
  /** @param {string} folder is made where it is missing */
  constructor(folder) {
    fs.mkdirSync(folder, { recursive: true });
    this.fileOf = (/** @type {string} */ part) => join(folder, `${part.replace('/', '-')}.json`);
  }

  /** @type {(part: string) => Progress | undefined} */
  read(part) {
    try {
      return JSON.parse(fs.readFileSync(this.fileOf(part), 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /**
   * Replaces the file as a whole: whoever is killed meanwhile leaves the old one.
   *
   * @type {(part: string, progress: Progress) => void}
   */
  write(part, progress) {
    const file = this.fileOf(part);
    const half = fs.openSync(`${file}.part`, 'w');
    fs.writeSync(half, JSON.stringify(progress));
    fs.fsyncSync(half);
    fs.closeSync(half);
    fs.renameSync(`${file}.part`, file);
  }
}
