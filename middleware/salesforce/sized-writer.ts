import type { Aggregate, Outcome, RecordWriter } from './record.ts';

/** Whether somebody waits for it, or it is history. */
export type Urgency = 'live' | 'history';

/** Knows what the org has left: of requests, and of bulk batches. */
export interface Budget {
  /** Asked for rows that could go either way. */
  prefer(rows: number, urgency: Urgency): 'few' | 'many';
}

export interface SizedWriters {
  /** For few rows: fast, and few requests. */
  readonly few: RecordWriter;
  /** For any number. */
  readonly many: RecordWriter;
  /** Up to so many rows are few; Salesforce recommends Bulk API 2.0 above 2,000. */
  readonly fewRows?: number;
  /** Default: history. */
  readonly urgency?: Urgency;
  readonly budget?: Budget | undefined;
  /** Done before anything is taken from the source, so that what is written cannot be older than what it waited for. */
  readonly first?: () => Promise<void>;
}

/**
 * Chooses by size, and so does not begin before the source has ended or given more than a few rows:
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_intro.htm
 */
export function createSizedWriter(writers: SizedWriters): RecordWriter {
  return { write: (aggregates) => write(aggregates, writers) };
}

async function* write(
  aggregates: AsyncIterable<Aggregate>,
  writers: SizedWriters,
): AsyncGenerator<Outcome> {
  const { few, many, fewRows = 2000, first } = writers;
  await first?.();
  const source = aggregates[Symbol.asyncIterator]();
  const held: Aggregate[] = [];
  let rows = 0;
  let ended = false;
  try {
    while (rows <= fewRows && !ended) {
      const { done, value } = await source.next();
      if (done) ended = true;
      else {
        held.push(value);
        rows += value.rows.length;
      }
    }
    const small = ended && rows <= fewRows && prefersFew(writers, rows);
    yield* (small ? few : many).write(rest(held, source, ended));
  } finally {
    // Not waited for: a source that is itself waiting would keep whoever stops us.
    Promise.resolve(source.return?.()).catch(() => undefined);
  }
}

/** What somebody waits for never waits for a bulk job, unless it is many rows. */
function prefersFew({ budget, urgency = 'history' }: SizedWriters, rows: number): boolean {
  if (rows === 0 || urgency === 'live' || !budget) return true;
  return budget.prefer(rows, urgency) === 'few';
}

async function* rest(
  held: Aggregate[],
  source: AsyncIterator<Aggregate>,
  ended: boolean,
): AsyncGenerator<Aggregate> {
  yield* held.splice(0);
  while (!ended) {
    const { done, value } = await source.next();
    if (done) return;
    yield value;
  }
}
