import type { Aggregate, Outcome, RecordWriter } from './record.ts';

export interface SizedWriters {
  /** For few rows: fast, and few requests. */
  readonly few: RecordWriter;
  /** For any number. */
  readonly many: RecordWriter;
  /** Up to so many rows are few; Salesforce recommends Bulk API 2.0 above 2,000. */
  readonly fewRows?: number;
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
  { few, many, fewRows = 2000, first }: SizedWriters,
): AsyncGenerator<Outcome> {
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
    yield* (ended ? few : many).write(rest(held, source, ended));
  } finally {
    // Not waited for: a source that is itself waiting would keep whoever stops us.
    Promise.resolve(source.return?.()).catch(() => undefined);
  }
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
