import type { Line } from '../model/index.ts';
import { text } from './text.ts';

/** More titles than this never fit the field. */
const summarised = 60;

/** What a closed row says of its lines: `White lantern, 6 × Heart T-light`. */
export function itemSummary(lines: readonly Line[]): string | null {
  if (lines.length === 0) return null;
  const items = lines.slice(0, summarised).map(({ title, quantity }) => {
    return quantity === '1' ? title : `${quantity} × ${title}`;
  });
  return text(items.join(', '), 255);
}
