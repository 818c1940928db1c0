import type { Figures } from './figures.ts';
import { countedIn } from './figures.ts';
import type { CountedModel } from '../../model/index.ts';

/** Days to be listed together. */
export interface Span {
  /** `YYYY-MM-DD`, or '' for records without a day. */
  readonly since: string;
  readonly until: string;
  readonly days: ReadonlySet<string>;
}

/** Orders with their lines and refunds, held on both sides at once. */
const mostRecords = 20_000;

/**
 * The days that are to be looked into, in as few spans as hold a bounded number of records each; what lies between two
 * days of a span is read and passed over.
 */
export function spansOf(
  model: CountedModel,
  days: ReadonlySet<string>,
  sides: readonly Figures[],
  most = mostRecords,
): Span[] {
  const counts = recordsByDay(model, sides);
  const allDays = [...new Set([...counts.keys(), ...days])].sort();
  const spans: Span[] = [];
  let open: string[] = [];
  let [held, between] = [0, 0];
  const close = () => {
    if (open.length > 0) spans.push(toSpan(open));
    [open, held, between] = [[], 0, 0];
  };
  for (const day of allDays) {
    const count = counts.get(day) ?? 0;
    if (!days.has(day)) {
      between += count;
      continue;
    }
    if (held + between + count > most || open[0] === '') close();
    open.push(day);
    [held, between] = [held + between + count, 0];
  }
  close();
  return spans;
}

function toSpan(days: readonly string[]): Span {
  return { since: days[0]!, until: days.at(-1)!, days: new Set(days) };
}

/** The larger count of both sides. */
function recordsByDay(model: CountedModel, sides: readonly Figures[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const side of sides) {
    const here = new Map<string, number>();
    for (const { measure, recordDay, count } of side.all())
      if (countedIn[measure] === model && measure !== 'lines' && measure !== 'refunds')
        here.set(recordDay, (here.get(recordDay) ?? 0) + count);
    for (const [day, count] of here) counts.set(day, Math.max(count, counts.get(day) ?? 0));
  }
  return counts;
}
