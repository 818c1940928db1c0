import { z } from 'zod';
import { before } from '../../common/time.ts';
import type { Page } from '../connector.ts';
import { readBulk } from './bulk.ts';
import type { GraphQLError } from './client.ts';
import { formatCursor, type DeltaCursor } from './cursor.ts';
import { PageBuilder } from './page.ts';
import type { Reading } from './reading.ts';
import { completeOne, isOfOneRecord, pageInfo, partOf, readOne } from './reread.ts';
import { rejection, type Raw } from './resources.ts';

/** Shopify's search index lags behind the records: what changed just before the last read may not have shown. */
const overlapMs = 5 * 60_000;
/** A connection ends at 25,000 objects (https://shopify.dev/docs/api/usage/pagination-graphql). */
const windowObjects = 20_000;

const nodeSchema = z.looseObject({ id: z.string() });
const connection = z.object({ nodes: z.array(nodeSchema.nullable()), pageInfo });

/** Where one query of the delta stands. */
interface Place {
  readonly from: string;
  readonly after: string | null;
  readonly seen: number;
}

/** What changed since, oldest change first; the last five minutes before come again. */
export async function* readDelta<T>(
  reading: Reading<T>,
  since: DeltaCursor,
): AsyncGenerator<Page<T>> {
  const { updatedAt, within } = since;
  let place: Place | null = within ?? { from: before(updatedAt, overlapMs), after: null, seen: 0 };
  let watermark = within?.next;
  while (place) {
    reading.signal?.throwIfAborted();
    const found: Found<T> = await onePage(reading, place);
    watermark ??= found.date;
    const next: Place | null | 'stuck' = nextPlace(place, found);
    if (next === 'stuck') return yield* readBulk(reading, null);
    yield await found.page.build(found.date, cursorAt(updatedAt, watermark, next));
    place = next;
  }
}

/** The start of a new window has no `after` yet: until its first page is done, the window counts as not begun. */
function cursorAt(updatedAt: string, watermark: string, next: Place | null): string {
  if (!next) return formatCursor({ kind: 'delta', updatedAt: watermark });
  const { from, after, seen } = next;
  if (after === null) return formatCursor({ kind: 'delta', updatedAt: from });
  const within = { from, after, seen, next: watermark };
  return formatCursor({ kind: 'delta', updatedAt, within });
}

interface Found<T> {
  readonly page: PageBuilder<T>;
  readonly date: string;
  readonly count: number;
  readonly endCursor: string | null;
  /** When the last record of the page changed, as the shop wrote it. */
  readonly lastChange: unknown;
}

/** More changes than one query can page through go on in a new one that begins at the last change seen. */
function nextPlace<T>({ from, seen }: Place, found: Found<T>): Place | null | 'stuck' {
  if (found.endCursor === null) return null;
  const total = seen + found.count;
  if (total < windowObjects) return { from, after: found.endCursor, seen: total };
  const last = Date.parse(String(found.lastChange));
  if (Number.isNaN(last) || last <= Date.parse(from)) return 'stuck';
  return { from: new Date(last).toISOString(), after: null, seen: 0 };
}

async function onePage<T>(reading: Reading<T>, { from, after }: Place): Promise<Found<T>> {
  const { client, resource, signal } = reading;
  const { root, page: document } = resource.documents;
  const { data, errors, date } = await client.query({
    document,
    variables: { query: `updated_at:>='${from}'`, after },
    schema: z.object({ [root]: connection }),
    signal,
    partial: true,
  });
  const page = new PageBuilder(reading);
  const { nodes, pageInfo: info } = data[root] as z.infer<typeof connection>;
  for (const [index, node] of nodes.entries()) {
    const wrong = errorsAt(errors, index);
    if (wrong.length > 0) page.reject(refused(reading, node ?? {}, wrong));
    else if (node) await take(reading, node, page);
  }
  return {
    page,
    date,
    count: nodes.length,
    endCursor: info.hasNextPage ? (info.endCursor ?? null) : null,
    lastChange: nodes.at(-1)?.['updatedAt'],
  };
}

/** What did not fit into the page is fetched by the order's id: further lines, or all of it where a list is full. */
async function take<T>(reading: Reading<T>, node: Raw, page: PageBuilder<T>): Promise<void> {
  const { client, resource } = reading;
  const gid = String(node['id']);
  try {
    const whole = resource.cutShortInPage(node)
      ? await readOne({ ...reading, gid })
      : await completeOne({ ...reading, gid }, partOf(node, resource.documents.children));
    if (whole) page.add(whole);
    else page.addGone(gid);
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    page.reject(rejection(client.name, resource, { root: node, children: [] }, error));
  }
}

function refused(
  { client, resource }: Reading<unknown>,
  root: Raw,
  errors: readonly GraphQLError[],
) {
  const text = errors.map(({ message, path }) => `${path?.slice(3).join('.')}: ${message}`);
  return rejection(client.name, resource, { root, children: [] }, new Error(text.join('; ')));
}

/** `["orders", "nodes", 3, "customer"]` is about the fourth record and no other. */
function errorsAt(errors: readonly GraphQLError[], index: number): readonly GraphQLError[] {
  return errors.filter(({ path }) => path?.[1] === 'nodes' && path[2] === index);
}
