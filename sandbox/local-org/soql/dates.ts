import { ApiError, type Session } from '../engine/types.ts';
import { firstDayOfWeek, timeOfWall, wallTime } from '../engine/time-zones.ts';
import { rule } from '../rules/rule.ts';

const byUsersZone = rule('time.literals');
const byUsersWeek = rule('time.week');

/** When it is, and for whom. */
export interface Clock {
  readonly now: Date;
  /** undefined: in UTC, with weeks that begin on Sunday. */
  readonly session?: Pick<Session, 'timeZone' | 'locale'>;
}

/** From `from` (included) until `until` (not included); dates, or UTC date-times, as the field compared needs. */
export interface DateRange {
  readonly from: string;
  readonly until: string;
}

type Day = readonly [year: number, month: number, day: number];
type Span = readonly [from: Day, until: Day];

const utc = ([year, month, day]: Day): Date => new Date(Date.UTC(year, month, day));

/** A day of a user's, written as UTC, whose weeks begin on `weekStart`; 0 is Sunday. */
interface Today {
  readonly now: Date;
  readonly weekStart: number;
}

/** First day of the unit that holds today, moved by `n` units. */
const starts: Readonly<Record<string, (today: Today, n: number) => Day>> = {
  DAY: ({ now }, n) => [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + n],
  WEEK: ({ now, weekStart }, n) => [
    now.getUTCFullYear(),
    now.getUTCMonth(),
    now.getUTCDate() - ((now.getUTCDay() - weekStart + 7) % 7) + 7 * n,
  ],
  MONTH: ({ now }, n) => [now.getUTCFullYear(), now.getUTCMonth() + n, 1],
  QUARTER: ({ now }, n) => [now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3 * n, 1],
  YEAR: ({ now }, n) => [now.getUTCFullYear() + n, 0, 1],
};

const between = (today: Today, unit: string, first: number, last: number): Span | undefined => {
  const start = starts[unit];
  return start && [start(today, first), start(today, last + 1)];
};

const near: Readonly<Record<string, number>> = { LAST: -1, THIS: 0, NEXT: 1 };

/** THIS_MONTH, LAST_QUARTER, YESTERDAY … */
const fixed = (name: string, now: Today): Span | undefined => {
  const day = ['YESTERDAY', 'TODAY', 'TOMORROW'].indexOf(name) - 1;
  if (day >= -1) return between(now, 'DAY', day, day);
  // Both count from today: 90 days back with today, 90 days on without it.
  if (name === 'LAST_90_DAYS') return between(now, 'DAY', -90, 0);
  if (name === 'NEXT_90_DAYS') return between(now, 'DAY', 1, 90);
  const [, which, unit] = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name) ?? [];
  const n = near[which ?? ''];
  return n === undefined ? undefined : between(now, unit ?? '', n, n);
};

/** LAST_N_DAYS:7, N_MONTHS_AGO:2 … Days count with today; longer units leave out the current one. */
const counted = (name: string, n: number, now: Today): Span | undefined => {
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(name)?.[1];
  if (ago) return between(now, ago, -n, -n);
  const [, which, unit = ''] = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(name) ?? [];
  if (which === 'NEXT') return between(now, unit, 1, n);
  if (which === 'LAST') return between(now, unit, -n, unit === 'DAY' ? 0 : -1);
  return undefined;
};

/**
 * The span of a SOQL date literal, from midnight to midnight of the user's time zone; fiscal years are calendar years,
 * an org's default.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
export const dateRange = (literal: string, clock: Clock, withTime: boolean): DateRange => {
  const [raw = '', count] = literal.toUpperCase().split(':');
  const name = raw.replace('_FISCAL', '');
  const zone = (byUsersZone && clock.session?.timeZone) || 'UTC';
  const locale = (byUsersWeek && clock.session?.locale) || 'en_US';
  const now = {
    now: new Date(wallTime(clock.now.getTime(), zone)),
    weekStart: firstDayOfWeek(locale),
  };
  const span = count === undefined ? fixed(name, now) : counted(name, Number(count), now);
  if (!span) throw new ApiError(400, 'MALFORMED_QUERY', `unexpected token: '${literal}'`);
  const print = (day: Day) =>
    withTime
      ? new Date(timeOfWall(utc(day).getTime(), zone)).toISOString()
      : utc(day).toISOString().slice(0, 10);
  return { from: print(span[0]), until: print(span[1]) };
};
