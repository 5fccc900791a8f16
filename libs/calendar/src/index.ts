export * from './business-day.js';
export * from './business-time.js';
export type { Calendar } from './calendar.js';
export * from './calendar-problem.js';
export * from './calendar-spec.js';
export * from './compile-calendar.js';
export { HORIZON_DAYS, type Millis } from './instant.js';
export * from './ready-calendars.js';
export * from './zoned-date.js';
