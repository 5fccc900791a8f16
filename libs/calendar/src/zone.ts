import { DAY, MINUTE, type Millis, SECOND } from './instant.js';

/**
 * A reading of the wall clock, written as the UTC milliseconds at which a clock in UTC would show
 * the same. Only arithmetic with offsets turns it into an instant.
 */
export type LocalMillis = number;

/** A time zone as the tz database of the runtime (ICU) knows it. */
export interface Zone {
  readonly name: string;
  /** Milliseconds that the wall clock is ahead of UTC at an instant. */
  offsetAt(at: Millis): Millis;
  /**
   * The instants at which the wall clock shows `local`: the first and the last, equal but where a
   * clock put back shows it twice. When a clock put forward never shows it, both are the first
   * instant after the gap.
   */
  resolve(local: LocalMillis): { readonly earlier: Millis; readonly later: Millis };
}

const MAX_CACHED_DAYS = 4_096;
const MAX_CACHED_ZONES = 1_024;
const zones = new Map<string, Zone>();

// Runtimes differ in accepting offsets such as +08:00 as zones. An offset is no IANA zone.
const ianaName = /^[A-Za-z][\w+\-/]*$/;

/** The zone of an IANA name, undefined when the runtime does not know it. */
export function findZone(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known) return known;
  const format = ianaName.test(name) ? wallClockFormat(name) : undefined;
  if (!format) return undefined;
  if (zones.size >= MAX_CACHED_ZONES) zones.clear();
  const zone = makeZone(name, format);
  zones.set(name, zone);
  return zone;
}

/** The zone of an IANA name. Throws RangeError when the runtime does not know it. */
export function requireZone(name: string): Zone {
  const zone = findZone(name);
  if (!zone) throw new RangeError(`unknown time zone: ${name}`);
  return zone;
}

function wallClockFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Asking Intl costs microseconds, so the offset is asked once per UTC midnight and remembered.
 * Since 1900 no zone has changed its offset twice within three days (the closest pair is 95 hours
 * apart), so equal offsets at two midnights up to three days apart mean no change between them.
 */
function makeZone(name: string, format: Intl.DateTimeFormat): Zone {
  const midnightOffsets = new Map<number, Millis>();

  function offsetAtMidnight(day: number): Millis {
    const cached = midnightOffsets.get(day);
    if (cached !== undefined) return cached;
    const offset = askOffset(format, day * DAY);
    if (midnightOffsets.size >= MAX_CACHED_DAYS) midnightOffsets.clear();
    midnightOffsets.set(day, offset);
    return offset;
  }

  function offsetAt(at: Millis): Millis {
    const day = Math.floor(at / DAY);
    const offset = offsetAtMidnight(day);
    return offset === offsetAtMidnight(day + 1) ? offset : askOffset(format, at);
  }

  function resolve(local: LocalMillis): { earlier: Millis; later: Millis } {
    // The instant lies within 24 hours of `local` read as UTC, so these midnights enclose it.
    const day = Math.floor(local / DAY);
    const before = offsetAtMidnight(day - 1);
    const after = offsetAtMidnight(day + 2);
    const byBefore = local - before;
    const byAfter = local - after;
    if (before === after) return { earlier: byBefore, later: byBefore };
    const isBefore = offsetAt(byBefore) === before;
    const isAfter = offsetAt(byAfter) === after;
    if (isBefore) return { earlier: byBefore, later: isAfter ? byAfter : byBefore };
    if (isAfter) return { earlier: byAfter, later: byAfter };
    const change = findChange(byAfter, byBefore);
    return { earlier: change, later: change };
  }

  /** The first instant of the new offset, which lies after `low` and not after `high`. */
  function findChange(low: Millis, high: Millis): Millis {
    let old = low;
    let changed = high;
    const offset = offsetAt(high);
    while (changed - old > 1) {
      const middle = Math.floor((old + changed) / 2);
      if (offsetAt(middle) === offset) changed = middle;
      else old = middle;
    }
    return changed;
  }

  return { name, offsetAt, resolve };
}

function askOffset(format: Intl.DateTimeFormat, at: Millis): Millis {
  const field = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(at)) {
    if (type in field) field[type as keyof typeof field] = Number(value);
  }
  const date = Date.UTC(field.year, field.month - 1, field.day);
  const time = (field.hour * 60 + field.minute) * MINUTE + field.second * SECOND;
  return date + time - Math.floor(at / SECOND) * SECOND;
}
