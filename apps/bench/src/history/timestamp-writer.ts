import { type Timestamp, timestampOf } from '@redress/kernel';

const dayMs = 86_400_000;
const daysMax = 10_000;
const two = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const three = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, '0'));

/**
 * The same as `timestampOf` for many instants of few days: it remembers how a day is written. A
 * history needs three timestamps an event, and they were a tenth of its time.
 */
export function timestampWriter(): (millis: number) => Timestamp {
  const dates = new Map<number, string>();
  const dateOf = (day: number): string => {
    const known = dates.get(day);
    if (known !== undefined) return known;
    if (dates.size >= daysMax) dates.clear();
    const date = timestampOf(day * dayMs).slice(0, -'00:00:00.000Z'.length);
    dates.set(day, date);
    return date;
  };
  return (millis) => {
    const day = Math.floor(millis / dayMs);
    const rest = millis - day * dayMs;
    const seconds = Math.floor(rest / 1_000);
    const minutes = Math.floor(seconds / 60);
    const time = `${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}`;
    return `${dateOf(day)}${time}.${three[rest % 1_000]}Z`;
  };
}
