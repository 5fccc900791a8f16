import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { CursorState } from './page.js';
import { Problem } from './problem.js';

const macBytes = 16;

/** Seals where a list goes on into an opaque text that only the same scope can open. */
export interface CursorCodec {
  /** `scope`: whatever the cursor must not leave, e.g. tenant and route. */
  seal(scope: readonly string[], state: CursorState): string;
  /** Throws PARAMETER_INVALID for a text that was not sealed in this scope. */
  open(scope: readonly string[], cursor: string): CursorState;
}

/** Makes the codec. Cursors are authentic, not secret: their state must not be personal. */
export function createCursorCodec(secret: Uint8Array): CursorCodec {
  const macOf = (scope: readonly string[], state: Buffer) =>
    createHmac('sha256', secret)
      .update(canonicalJson(['cursor', ...scope]))
      .update(state)
      .digest()
      .subarray(0, macBytes);
  return {
    seal(scope, state) {
      const bytes = Buffer.from(JSON.stringify(state));
      return Buffer.concat([macOf(scope, bytes), bytes]).toString('base64url');
    },
    open(scope, cursor) {
      const sealed = Buffer.from(cursor, 'base64url');
      const state = sealed.subarray(macBytes);
      const authentic =
        sealed.length > macBytes &&
        timingSafeEqual(macOf(scope, state), sealed.subarray(0, macBytes));
      if (!authentic) {
        throw new Problem('PARAMETER_INVALID', 'the cursor is not one of this list', {
          context: { errors: [{ path: 'cursor', problem: 'is not one of this list' }] },
        });
      }
      return JSON.parse(state.toString()) as CursorState;
    },
  };
}
