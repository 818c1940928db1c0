import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import type { Client } from './client.ts';
import { detailsQuery, idsPerCall, type DetailDocuments } from './queries.ts';
import { completeOne, isOfOneRecord, partOf, readOne, recordFailure } from './reread.ts';
import type { Raw, RawAggregate, Resource } from './resources.ts';

/** Calls under way at once: hides the way to the shop without emptying its bucket of points in one go. */
const callsAtOnce = 4;

/** A list of the root of which only ids came along. */
export interface DetailList {
  /** Field of the root: `fulfillments`. */
  readonly field: string;
  readonly documents: DetailDocuments;
}

export interface Completing {
  readonly client: Client;
  readonly resource: Pick<Resource<unknown>, 'name' | 'documents' | 'details'>;
  readonly signal: AbortSignal | undefined;
}

/** What became of a root: whole now, deleted in the shop meanwhile, or not to be had. */
export type Completed =
  | { readonly whole: RawAggregate }
  | { readonly gone: string }
  | { readonly aggregate: RawAggregate; readonly error: unknown };

/** What stands for an id: the record with all of its lines, null where the shop has none, or why it cannot be read. */
type Found = ReadonlyMap<string, Raw | Failure | null>;

/** True where something of the root has to be fetched apart. */
export function needsDetails({ root }: RawAggregate, details: readonly DetailList[]): boolean {
  return wanted(root, details).length > 0;
}

/**
 * Puts shipments and refunds, with all of their lines, in the place of their ids; in the order given. One that is not
 * there any more means that its order has changed: the order is read again, once.
 */
export async function complete(
  completing: Completing,
  aggregates: readonly RawAggregate[],
): Promise<Completed[]> {
  const { details } = completing.resource;
  const ids = aggregates.flatMap(({ root }) => wanted(root, details));
  const found = await fetchAll(completing, ids);
  const completed: Completed[] = [];
  for (const aggregate of aggregates) {
    const lost = wanted(aggregate.root, details).some(({ gid }) => found.get(gid) === null);
    completed.push(lost ? await again(completing, aggregate) : put(aggregate, details, found));
  }
  return completed;
}

async function again(completing: Completing, aggregate: RawAggregate): Promise<Completed> {
  const gid = String(aggregate.root['id']);
  const { details } = completing.resource;
  try {
    const anew = await readOne({ ...completing, gid });
    if (!anew) return { gone: gid };
    return put(anew, details, await fetchAll(completing, wanted(anew.root, details)));
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return { aggregate, error };
  }
}

function put(aggregate: RawAggregate, details: readonly DetailList[], found: Found): Completed {
  const root = { ...aggregate.root };
  try {
    for (const { field } of details) {
      root[field] = entries(root, field).map((entry) => {
        const gid = idIn(entry);
        return gid === null ? entry : present(field, gid, found.get(gid) ?? null);
      });
    }
    return { whole: { root, children: aggregate.children } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { aggregate, error };
  }
}

function present(field: string, gid: string, found: Raw | Failure | null): Raw {
  if (found !== null && !(found instanceof Failure)) return found;
  throw new Failure(`${field}: ${gid}: ${found?.message ?? 'is not there any more'}`, {
    kind: 'bad-data',
    action: found?.action ?? 'Look at the record in the shop.',
    cause: found ?? undefined,
  });
}

interface Wanted {
  readonly gid: string;
  readonly documents: DetailDocuments;
}

function wanted(root: Raw, details: readonly DetailList[]): Wanted[] {
  return details.flatMap(({ field, documents }) =>
    entries(root, field)
      .map(idIn)
      .filter((gid) => gid !== null)
      .map((gid) => ({ gid, documents })),
  );
}

/** What is no list, or an entry without id, is left as it is: parsing the record says so. */
function entries(root: Raw, field: string): readonly unknown[] {
  const list = root[field];
  return Array.isArray(list) ? list : [];
}

function idIn(entry: unknown): string | null {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : null;
}

async function fetchAll(completing: Completing, all: readonly Wanted[]): Promise<Found> {
  const found = new Map<string, Raw | Failure | null>();
  const calls = Math.ceil(all.length / idsPerCall);
  const size = Math.ceil(all.length / Math.max(1, calls));
  let next = 0;
  async function work(): Promise<void> {
    for (let from = next; from < all.length; from = next) {
      next = from + size;
      await fetchSome(completing, all.slice(from, next), found);
    }
  }
  await Promise.all(Array.from({ length: Math.min(callsAtOnce, calls) }, work));
  return found;
}

const nodesSchema = z.object({ nodes: z.array(z.record(z.string(), z.unknown()).nullable()) });

async function fetchSome(
  { client, resource, signal }: Completing,
  some: readonly Wanted[],
  found: Map<string, Raw | Failure | null>,
): Promise<void> {
  const { data, errors } = await client.query({
    document: detailsQuery,
    variables: { ids: some.map(({ gid }) => gid) },
    schema: nodesSchema,
    signal,
    partial: true,
  });
  for (const [index, { gid, documents }] of some.entries()) {
    const wrong = errors.filter(({ path }) => path?.[0] === 'nodes' && path[1] === index);
    const node = data.nodes[index];
    if (wrong.length > 0) found.set(gid, recordFailure(wrong));
    else if (!node || !('id' in node)) found.set(gid, null);
    else found.set(gid, await wholeDetail({ client, resource, signal }, documents, node, gid));
  }
}

/** With the lines that did not fit into the first page. */
async function wholeDetail(
  { client, resource: { name }, signal }: Completing,
  documents: DetailDocuments,
  node: Raw,
  gid: string,
): Promise<Raw | Failure | null> {
  try {
    const one = { client, resource: { name, documents }, gid, signal };
    const whole = await completeOne(one, partOf(node, documents.children));
    return whole && { ...whole.root, [documents.children]: whole.children };
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    if (error instanceof Failure) return error;
    const action = 'Look at the record in the shop.';
    return new Failure('its lines are missing', { kind: 'bad-data', action, cause: error });
  }
}
