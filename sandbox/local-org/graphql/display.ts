import type { Field } from '../engine/types.ts';

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

/** As a user with locale en_US and time zone UTC reads it; null where the value speaks for itself. */
export function displayValue(value: unknown, field: Field): string | null {
  if (value === null) return null;
  switch (field.type) {
    case 'datetime':
      return time.format(new Date(String(value))).replaceAll('\u202f', ' ');
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
