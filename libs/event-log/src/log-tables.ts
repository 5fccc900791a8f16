/** What belongs to one log in the schema of its service. All names are safe without quotes. */
export interface LogTables {
  /** Head rows: one per stream, with its partition and version. */
  readonly streams: string;
  readonly events: string;
  /** The function that is the only way to write the log. */
  readonly append: string;
}

const logPattern = /^[a-z][a-z-]{0,31}$/;

/**
 * Names of the tables of a log: `follow-up` gives `follow_up_streams`, `follow_up_events`.
 *
 * The log's name is always part of them, also where the schema has the same name, because a service
 * may own a second, confidential log.
 *
 * @throws Error when the text cannot name a log
 */
export function logTables(log: string): LogTables {
  if (!logPattern.test(log)) throw new Error(`'${log}' cannot name a log`);
  const prefix = log.replaceAll('-', '_');
  return {
    streams: `${prefix}_streams`,
    events: `${prefix}_events`,
    append: `${prefix}_append`,
  };
}
