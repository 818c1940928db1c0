import { z } from 'zod';
import { before } from '../../common/time.ts';
import type { Page } from '../connector.ts';
import { readBulk } from './bulk.ts';
import { formatCursor, type DeltaCursor } from './cursor.ts';
import { unavailable } from './http-failure.ts';
import { nodesSchema, takeNodes } from './nodes.ts';
import { PageBuilder } from './page.ts';
import type { Reading } from './reading.ts';
import { pageInfo } from './reread.ts';
import type { Raw, Resource } from './resources.ts';
import { idOfGid } from './values.ts';

/** A connection ends at 25,000 objects (https://shopify.dev/docs/api/usage/pagination-graphql). */
const windowObjects = 20_000;

const connection = z.object({ nodes: nodesSchema, pageInfo });

/** Where one query of the delta stands. */
interface Place {
  /** Changed then or later. */
  readonly from: string;
  /** With a greater id than this, where the shop sorts by id. */
  readonly past?: string | undefined;
  readonly after: string | null;
  readonly seen: number;
}

/** Older than any shop: what is never read in bulk is read by pages from here. */
export const beginning: DeltaCursor = { kind: 'delta', updatedAt: '2000-01-01T00:00:00.000Z' };

/**
 * What changed since, and in a time before that once more. Sorted by the last change, or by id: then what changes while
 * it is read may be passed already, and comes with the next delta, which begins when this one began.
 */
export async function* readDelta<T>(
  reading: Reading<T>,
  since: DeltaCursor,
): AsyncGenerator<Page<T>> {
  const { client, resource } = reading;
  const { updatedAt, within } = since;
  const from = before(updatedAt, resource.overlapMs);
  let place: Place | null = within ?? { from, after: null, seen: 0 };
  let watermark = within?.next;
  while (place) {
    reading.signal?.throwIfAborted();
    const found: Found<T> = await onePage(reading, place);
    watermark ??= found.date;
    const next: Place | null | 'stuck' = nextPlace(place, found, resource.sweeps);
    if (next === 'stuck') {
      if (resource.documents.bulk !== null)
        return yield* readBulk(reading, resource.documents.bulk, null);
      throw unavailable(client.name, `the pages of ${resource.documents.root} do not advance`);
    }
    yield await found.page.build(found.date, cursorAt(updatedAt, watermark, next));
    place = next;
  }
}

function cursorAt(updatedAt: string, watermark: string, next: Place | null): string {
  if (!next) return formatCursor({ kind: 'delta', updatedAt: watermark });
  return formatCursor({ kind: 'delta', updatedAt, within: { ...next, next: watermark } });
}

interface Found<T> {
  readonly page: PageBuilder<T>;
  readonly date: string;
  readonly count: number;
  readonly endCursor: string | null;
  /** As the shop wrote it; null where it could not be read. */
  readonly last: Raw | null;
}

/** More changes than one query can page through go on in a new one that begins at the last record seen. */
function nextPlace<T>({ from, past, seen }: Place, found: Found<T>, sweeps: boolean) {
  if (found.endCursor === null) return null;
  const total = seen + found.count;
  if (total < windowObjects) return { from, past, after: found.endCursor, seen: total };
  const begin = sweeps ? pastLast(from, found.last) : changedWithLast(from, found.last);
  return begin ? { ...begin, after: null, seen: 0 } : 'stuck';
}

function changedWithLast(from: string, last: Raw | null): Pick<Place, 'from'> | null {
  const changed = Date.parse(String(last?.['updatedAt']));
  if (Number.isNaN(changed) || changed <= Date.parse(from)) return null;
  return { from: new Date(changed).toISOString() };
}

function pastLast(from: string, last: Raw | null): Pick<Place, 'from' | 'past'> | null {
  const past = idOfGid(String(last?.['id']));
  return past === null ? null : { from, past };
}

function searchFor({ from, past }: Place): string {
  const changed = `updated_at:>='${from}'`;
  return past === undefined ? changed : `${changed} id:>=${BigInt(past) + 1n}`;
}

async function onePage<T>(reading: Reading<T>, place: Place): Promise<Found<T>> {
  const { client, resource, signal } = reading;
  const { root, page: document }: Resource<T>['documents'] = resource.documents;
  const { data, errors, date } = await client.query({
    document,
    variables: { query: searchFor(place), after: place.after },
    schema: z.object({ [root]: connection }),
    signal,
    partial: true,
  });
  const page = new PageBuilder(reading);
  const { nodes, pageInfo: info } = data[root] as z.infer<typeof connection>;
  await takeNodes(reading, { nodes, errors, path: [root, 'nodes'] }, page);
  return {
    page,
    date,
    count: nodes.length,
    endCursor: info.hasNextPage ? (info.endCursor ?? null) : null,
    last: nodes.findLast((node) => node !== null) ?? null,
  };
}
