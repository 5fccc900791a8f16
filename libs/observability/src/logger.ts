import pino from 'pino';
import { humanLines } from './human-lines.js';
import { activeTrace } from './tracing.js';
import { withoutPersonalData } from './without-personal-data.js';

/** Levels of importance; `silent` writes nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * What every part of the product logs with: an object of facts first, then a fixed sentence. Put
 * what varies into the object, never into the sentence.
 */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  /** An error goes into the facts as `err`. */
  error(facts: object, message: string): void;
  /** A logger that adds these facts to each line. */
  child(facts: object): Logger;
}

/** How a logger is made. */
export interface LoggerOptions {
  /** Name of the process or service: field `name` of each line. */
  readonly name: string;
  readonly level: LogLevel;
  /** Where lines go; standard output by default. Gets whole lines. */
  readonly destination?: { write(line: string): void };
  /** Lines for people instead of JSON; by default only when standard output is a terminal. */
  readonly human?: boolean;
}

/**
 * Makes the logger of a process. One line per message, always: JSON with `time` in RFC 3339, or a
 * line for people in which control characters are escaped. Values under names of personal fields
 * are replaced before anything is written. A line that is written inside a span names it.
 */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? process.stdout;
  const human =
    options.human ?? (options.destination === undefined && process.stdout.isTTY === true);
  const root = pino(
    {
      name: options.name,
      level: options.level,
      base: {},
      mixin: activeTrace,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Ours has run by then; pino's own would describe its result as an object.
      serializers: { err: (facts: unknown) => facts },
      formatters: {
        level: (label) => ({ level: label }),
        log: withoutPersonalData,
      },
    },
    human ? humanLines(destination) : destination,
  );
  return ours(root);
}

// Only four levels, and children whose facts are cleaned too: pino formats those of the root alone.
function ours(logger: pino.Logger): Logger {
  return {
    debug: (facts, message) => logger.debug(facts, message),
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
    child: (facts) => ours(logger.child(withoutPersonalData(facts))),
  };
}
