import { MINUTE, type Millis } from './instant.js';

/** A parsed interval: milliseconds of the wall clock after local midnight, `from` < `to` <= 24 h. */
export interface DayInterval {
  readonly from: Millis;
  readonly to: Millis;
}

const pattern = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Milliseconds of the wall clock after local midnight for `HH:MM` (`24:00` allowed), else undefined. */
export function parseLocalTime(text: string): Millis | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, hour = '24', minute = '0'] = match;
  return (Number(hour) * 60 + Number(minute)) * MINUTE;
}
