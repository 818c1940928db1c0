import type { Order, Ref } from '../model/index.ts';
import { externalId } from './external-id.ts';

/**
 * Finds the key of a line that the order has. Of any other the look-up is left alone: a line that Salesforce never got
 * would keep the whole order waiting for it.
 */
export function linesOf({ lines }: Order): (line: Ref | null) => string | undefined {
  const ids = new Set(lines.map(({ ref }) => ref.id));
  return (line) => (line !== null && ids.has(line.id) ? externalId(line) : undefined);
}
