import type { Field, Session } from '../engine/types.ts';
import { wallTime } from '../engine/time-zones.ts';
import { rule } from '../rules/rule.ts';

const byUsersZone = rule('time.display');

/** Date-times end with Z in GraphQL and in the UI API, where the engine writes an offset. */
export function plainValue(raw: unknown, field: Field): unknown {
  if (raw === null || raw === undefined) return null;
  if (field.type === 'datetime' && typeof raw === 'string') return raw.replace(/\+0000$/, 'Z');
  return raw;
}

const time = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const dayOnly = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});

function wallOf(value: string, { timeZone }: Session): number {
  return wallTime(Date.parse(value), (byUsersZone && timeZone) || 'UTC');
}

/** As the user reads it, in their time zone, though always by en_US; null where the value speaks for itself. */
export function displayValue(value: unknown, field: Field, session: Session): string | null {
  if (value === null) return null;
  switch (field.type) {
    case 'datetime':
      return time.format(wallOf(String(value), session)).replaceAll('\u202f', ' ');
    case 'date':
      return dayOnly.format(new Date(String(value)));
    case 'picklist':
      return field.picklistValues.find((one) => one.value === value)?.label ?? String(value);
    case 'int':
    case 'double':
    case 'currency':
      return numberFormat(field).format(Number(value));
    case 'percent':
      return `${numberFormat(field).format(Number(value))}%`;
    default:
      return null;
  }
}

const formats = new Map<number, Intl.NumberFormat>();

function numberFormat({ scale }: Field): Intl.NumberFormat {
  const known = formats.get(scale);
  if (known) return known;
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: scale,
    maximumFractionDigits: scale,
  });
  formats.set(scale, format);
  return format;
}
