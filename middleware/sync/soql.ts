import { soqlText } from '../salesforce/query.ts';

/**
 * For the query itself, percent-encoded: Salesforce takes 16,384 bytes of URI and headers together, of which the access
 * token alone may have some hundreds.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
const room = 13_000;

/** Cuts a list into parts whose values fit one query. Order is kept. */
export function* queryable<Item>(
  items: Iterable<Item>,
  valueOf: (item: Item) => string,
): Generator<Item[]> {
  let part: Item[] = [];
  let size = 0;
  for (const item of items) {
    const more = encodedSize(valueOf(item));
    if (part.length > 0 && size + more > room) {
      yield part;
      [part, size] = [[], 0];
    }
    part.push(item);
    size += more;
  }
  if (part.length > 0) yield part;
}

/** With its comma, which takes three. */
function encodedSize(value: string): number {
  return encodeURIComponent(literal(value)).length + 3;
}

/** `Email IN ('a','b')` */
export function isOneOf(field: string, values: readonly string[]): string {
  return `${field} IN (${values.map(literal).join(',')})`;
}

/** Half of a surrogate pair can neither be sent nor found. */
function literal(value: string): string {
  return soqlText(value.toWellFormed());
}
