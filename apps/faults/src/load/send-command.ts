import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './api.js';
import type { Command } from './commands.js';
import type { Answer, Ledger, LedgerEntry } from './ledger.js';

/** How long a command is tried, in milliseconds, and how long it waits from one try to the next. */
const tryMaxMs = 20_000;
const pauseMs = 250;

/**
 * Sends a command under one key until it is answered for good, or for so long that the client gives
 * up. A refusal after a try without an answer says nothing: that try may still have its effect.
 */
export async function sendCommand(
  command: Command,
  { api, ledger }: { readonly api: Api; readonly ledger: Ledger },
  key: string = randomUUID(),
): Promise<LedgerEntry> {
  const { kind, effect } = command;
  const entry = ledger.sent({ kind, key, effect });
  const until = performance.now() + tryMaxMs;
  let isUncertain = false;
  for (let tries = 1; ; tries += 1) {
    const { status, code, position, isRetryable } = await api.post(command, key);
    const rest = {
      ...{ status, tries },
      ...(code ? { code } : {}),
      ...(position ? { position } : {}),
    };
    const end = (result: Answer['result']) => {
      ledger.answered(entry, { ...rest, result });
      return entry;
    };
    if (status >= 200 && status < 300) return end('ok');
    if (!isRetryable) return end(isUncertain ? 'info' : 'fail');
    isUncertain = true;
    if (performance.now() > until) return end('info');
    await sleep(pauseMs);
  }
}
