import { Failure } from './errors.ts';

const instant =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * A date and time with its offset → UTC ISO-8601 with milliseconds, or null where it names no moment
 * (`2011-02-30T00:00:00Z`: Date alone would roll it over into March).
 */
export function parseInstant(text: string): string | null {
  const parts = instant.exec(text);
  if (!parts || !isCalendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return day <= 28 || new Date(Date.UTC(year, month, 0)).getUTCDate() >= day;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a thousand times what using it does. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** True for a name of the IANA time zone database. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatFor(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Days begin at a full quarter of an hour UTC in every zone since 1973; the latest quarters are remembered. */
const quarters = new Map<string, string>();
const mostQuarters = 1000;

/** The day (`YYYY-MM-DD`) that the clocks of a time zone show at a moment (UTC ISO-8601). */
export function dayIn(timeZone: string, iso: string): string {
  if (!/^(?:19[89]|20)\d.*Z$/.test(iso)) return dayOf(timeZone, iso);
  const quarter = `${iso.slice(0, 14)}${Math.floor(Number(iso.slice(14, 16)) / 15)} ${timeZone}`;
  let day = quarters.get(quarter);
  if (day === undefined) {
    if (quarters.size >= mostQuarters) quarters.clear();
    quarters.set(quarter, (day = dayOf(timeZone, iso)));
  }
  return day;
}

function dayOf(timeZone: string, iso: string): string {
  if (!isTimeZone(timeZone)) {
    throw new Failure(`"${timeZone}" is not a time zone`, {
      kind: 'config',
      action: "Set the store's time zone to a name of the IANA database, such as Europe/London.",
    });
  }
  const parts = { year: '', month: '', day: '' };
  for (const { type, value } of formatFor(timeZone).formatToParts(new Date(iso))) {
    if (type === 'year' || type === 'month' || type === 'day') parts[type] = value;
  }
  return `${parts.year.padStart(4, '0')}-${parts.month}-${parts.day}`;
}

/** The hour, 0–23, that the clocks of a time zone show at a moment (UTC ISO-8601). */
export function hourIn(timeZone: string, iso: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hour: '2-digit', hourCycle: 'h23', numberingSystem: 'latn' },
  });
  return Number(format.format(new Date(iso)));
}

/** UTC ISO-8601, some milliseconds earlier. */
export function before(iso: string, milliseconds: number): string {
  return new Date(Date.parse(iso) - milliseconds).toISOString();
}
