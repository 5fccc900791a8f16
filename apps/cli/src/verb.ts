import type { Options } from './arguments.js';
import { developmentToken, type PlatformAddress } from './platform-client.js';

/** What every verb is given. */
export interface VerbContext {
  /** What was typed behind the verb. */
  readonly rest: readonly string[];
  readonly options: Options;
  readonly address: PlatformAddress;
  /** Prints the document with `--json`, the lines without. */
  print(document: unknown, lines: readonly string[]): void;
}

/** Carries out one verb. A refusal is thrown; `process.exitCode` says what else came out. */
export type Verb = (context: VerbContext) => Promise<void>;

/** Who we are: the token that was given, or one of the development issuer in this role. */
export async function tokenFor(
  { address }: Pick<VerbContext, 'address'>,
  role: string,
): Promise<string> {
  return address.token ?? (await developmentToken(address, role));
}
