import type { Slot } from './layout.ts';

/** Whole bytes, upper case, the first field the lowest bit. */
const hex = (places: readonly number[]): string => {
  const sum = places.reduce((bits, place) => bits | (1n << BigInt(place)), 0n);
  const digits = sum.toString(16).toUpperCase();
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
};

const placesOf = <T>(items: readonly T[], isIn: (item: T) => boolean): number[] =>
  items.flatMap((item, place) => (isIn(item) ? [place] : []));

/**
 * Fields of an event as Salesforce counts them: one bitmap of the schema's fields, then one for each compound field,
 * `4-0x10`, of its parts. The header is the schema's first field. Where only parts are meant the first bitmap is empty,
 * by our reading: clients look for parts from the second on.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/event-deserialization-considerations.html
 */
export const bitmapsOf = (
  slots: readonly Slot[],
  isIn: (field: string) => boolean,
): readonly string[] => {
  const whole = placesOf(slots, (slot) => slot.kind === 'field' && isIn(slot.name));
  const parts = slots.flatMap((slot, place) => {
    if (slot.kind === 'field') return [];
    const changed = placesOf(slot.parts, ({ field }) => field !== undefined && isIn(field.name));
    return changed.length === 0 ? [] : [`${place + 1}-${hex(changed)}`];
  });
  if (whole.length === 0 && parts.length === 0) return [];
  return [hex(whole.map((place) => place + 1)), ...parts];
};
