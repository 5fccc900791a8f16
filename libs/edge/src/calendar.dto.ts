import type { TenantEvent } from '@redress/contracts';
import {
  ListField,
  LocalDateField,
  LocalTimeField,
  ObjectField,
  OneOfField,
  ZoneField,
} from './field.decorator.js';
import { Problem } from './problem.js';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours of a local day, from the first minute to the one after the last. */
export class IntervalDto {
  @LocalTimeField({ example: '09:00' })
  from: string;

  @LocalTimeField({ example: '18:00', description: 'The first minute outside.' })
  to: string;
}

/** The hours of each weekday; an empty list is a day off. */
export class WeekDto {
  @ListField(() => IntervalDto, 12)
  mon: IntervalDto[];

  @ListField(() => IntervalDto, 12)
  tue: IntervalDto[];

  @ListField(() => IntervalDto, 12)
  wed: IntervalDto[];

  @ListField(() => IntervalDto, 12)
  thu: IntervalDto[];

  @ListField(() => IntervalDto, 12)
  fri: IntervalDto[];

  @ListField(() => IntervalDto, 12)
  sat: IntervalDto[];

  @ListField(() => IntervalDto, 12)
  sun: IntervalDto[];
}

/** A date that is unlike its weekday. */
export class CalendarExceptionDto {
  @LocalDateField()
  date: string;

  @OneOfField(['OFF', 'ON', 'REPLACE'], {
    description: 'OFF: a holiday; ON: a make-up workday; REPLACE: other hours on this date.',
  })
  kind: 'OFF' | 'ON' | 'REPLACE';

  @OneOfField(weekdays, { optional: true, description: 'ON: worked like this weekday.' })
  asWeekday?: (typeof weekdays)[number];

  @ListField(() => IntervalDto, 12, { optional: true, description: 'REPLACE: these hours.' })
  intervals?: IntervalDto[];
}

/** Business hours of a zone, in a body or an answer. */
export class CalendarDto {
  @ZoneField()
  zone: string;

  @ObjectField(() => WeekDto)
  week: WeekDto;

  @ListField(() => CalendarExceptionDto, 1_000)
  exceptions: CalendarExceptionDto[];
}

/** A calendar as events carry it. */
type Calendar = Extract<TenantEvent, { type: 'TenantCreated' }>['data']['calendar'];

/** What a body or a ready-made calendar says; a weekday that is missing is a day off. */
interface CalendarLike {
  readonly zone: string;
  readonly week: { readonly [Day in keyof Calendar['week']]?: readonly IntervalDto[] };
  readonly exceptions: readonly ExceptionLike[];
}

interface ExceptionLike {
  readonly date: string;
  readonly kind: CalendarExceptionDto['kind'];
  readonly asWeekday?: (typeof weekdays)[number];
  readonly intervals?: readonly IntervalDto[];
}

/**
 * The calendar of a body, as events carry it. Throws BODY_INVALID when a REPLACE exception does
 * not say its hours; whether the hours make sense is for `compileCalendar` in the decider.
 */
export function calendarOf({ zone, week, exceptions }: CalendarLike): Calendar {
  const day = (name: keyof Calendar['week']) => [...(week[name] ?? [])];
  return {
    zone,
    week: {
      mon: day('mon'),
      tue: day('tue'),
      wed: day('wed'),
      thu: day('thu'),
      fri: day('fri'),
      sat: day('sat'),
      sun: day('sun'),
    },
    exceptions: exceptions.map(exceptionOf),
  };
}

function exceptionOf(exception: ExceptionLike): Calendar['exceptions'][number] {
  const { date, kind, asWeekday, intervals } = exception;
  switch (kind) {
    case 'OFF':
      return { kind, date };
    case 'ON':
      return { kind, date, ...(asWeekday ? { asWeekday } : {}) };
    case 'REPLACE':
      if (intervals) return { kind, date, intervals: [...intervals] };
      throw new Problem('BODY_INVALID', `the exception of ${date} says no hours`);
  }
}
