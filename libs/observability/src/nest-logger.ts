import { types } from 'node:util';
import type { Logger } from './logger.js';

/** What Nest calls its logger: structurally its `LoggerService`, without importing Nest. */
export interface NestLogger {
  log(message: unknown, ...rest: unknown[]): void;
  error(message: unknown, ...rest: unknown[]): void;
  warn(message: unknown, ...rest: unknown[]): void;
  debug(message: unknown, ...rest: unknown[]): void;
  verbose(message: unknown, ...rest: unknown[]): void;
  fatal(message: unknown, ...rest: unknown[]): void;
}

/** Lets Nest write through our logger. Its chatter about modules and routes goes to `debug`. */
export function nestLogger(logger: Logger): NestLogger {
  const facts = (message: unknown, rest: readonly unknown[]) => {
    const context = rest.at(-1);
    return {
      ...(typeof context === 'string' && !context.includes('\n') ? { context } : {}),
      ...(types.isNativeError(message) ? { err: message } : {}),
    };
  };
  const sentence = (message: unknown) => {
    if (types.isNativeError(message)) return message.message;
    return typeof message === 'string' ? message : JSON.stringify(message);
  };
  return {
    log: (message, ...rest) => logger.debug(facts(message, rest), sentence(message)),
    error: (message, ...rest) => logger.error(facts(message, rest), sentence(message)),
    warn: (message, ...rest) => logger.warn(facts(message, rest), sentence(message)),
    debug: (message, ...rest) => logger.debug(facts(message, rest), sentence(message)),
    verbose: (message, ...rest) => logger.debug(facts(message, rest), sentence(message)),
    fatal: (message, ...rest) => logger.error(facts(message, rest), sentence(message)),
  };
}
