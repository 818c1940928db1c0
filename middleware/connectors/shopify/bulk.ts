import { Breath } from '../../common/breath.ts';
import { Failure } from '../../common/errors.ts';
import type { Page } from '../connector.ts';
import { Assembler, type Assembled, type BrokenLine } from './assemble.ts';
import { earlierBulk, runBulk, type Operation } from './bulk-operation.ts';
import type { Client } from './client.ts';
import { formatCursor, type BulkCursor } from './cursor.ts';
import { ResultUnusable, download } from './download.ts';
import { storeLabel, unavailable } from './http-failure.ts';
import { LineSplitter } from './lines.ts';
import { PageBuilder } from './page.ts';
import type { Reading } from './reading.ts';
import { isOfOneRecord, readOne } from './reread.ts';
import { rejection } from './resources.ts';
import { isSafeAddress } from './settings.ts';
import { idOfGid } from './values.ts';

/**
 * Everything the shop has, by one bulk operation. A result that is gone, or holds less than the shop counted, is made
 * anew once; what was already yielded then comes again.
 */
export async function* readBulk<T>(
  reading: Reading<T>,
  query: string,
  since: BulkCursor | null,
): AsyncGenerator<Page<T>> {
  const { client, signal } = reading;
  for (let from = since, anew = 0; ; from = null, anew++) {
    const earlier = from && (await earlierBulk(client, from.id, signal));
    const operation = earlier ?? (await runBulk(client, query, signal));
    try {
      yield* inTurn(pagesOf(reading, operation, earlier ? from : null));
      return;
    } catch (error) {
      if (!(error instanceof ResultUnusable)) throw error;
      if (anew > 0) throw unavailable(client.name, error.message, error);
    }
  }
}

interface Begun<T> {
  readonly built: Promise<Page<T>>;
  /** The shop is being asked for the rest. */
  readonly takesCalls: boolean;
}

/** While the shop is asked for the rest of one page the next is read; two are held at a time, never more. */
async function* inTurn<T>(pages: AsyncIterable<Begun<T>>): AsyncGenerator<Page<T>> {
  let before: Promise<Page<T>> | null = null;
  for await (const { built, takesCalls } of pages) {
    if (before) yield await before;
    before = takesCalls ? built : null;
    if (!takesCalls) yield await built;
  }
  if (before) yield await before;
}

function begin<T>(page: PageBuilder<T>, ...told: Parameters<PageBuilder<T>['build']>): Begun<T> {
  const built = page.build(...told);
  // Awaited a page later: until then nobody else hears that it failed.
  built.catch(() => undefined);
  return { built, takesCalls: page.incomplete };
}

async function* pagesOf<T>(
  reading: Reading<T>,
  operation: Operation,
  from: BulkCursor | null,
): AsyncGenerator<Begun<T>> {
  const { resource, signal } = reading;
  const readAt = from?.readAt ?? operation.createdAt;
  const total = operation.rootObjectCount ?? null;
  const assembler = new Assembler(resource.documents.type, from?.line ?? 0);
  let page = new PageBuilder(reading);
  const breath = new Breath();
  for await (const lines of linesOf(reading, operation, from?.offset ?? 0)) {
    for (const line of lines) {
      await breath.take();
      const finished = assembler.push(line);
      if (!finished) continue;
      await settle(reading, finished, page);
      if (!page.full) continue;
      const at = assembler.openAt ?? finished.at;
      const cursor = formatCursor({ kind: 'bulk', id: operation.id, ...at, readAt });
      yield begin(page, readAt, cursor, total);
      signal?.throwIfAborted();
      page = new PageBuilder(reading);
    }
  }
  if (assembler.count < operation.objectCount) {
    const { count } = assembler;
    throw new ResultUnusable(
      `the result of bulk operation ${operation.id} holds ${count} of ${operation.objectCount} objects`,
    );
  }
  const last = assembler.end();
  if (last) await settle(reading, last, page);
  yield begin(page, readAt, formatCursor({ kind: 'delta', updatedAt: readAt }), total);
}

async function* linesOf(
  { client, signal }: Reading<unknown>,
  { url, fileSize, objectCount }: Operation,
  offset: number,
) {
  // Shopify gives no address where there is nothing to fetch.
  if (!url) {
    if (objectCount > 0) throw new ResultUnusable('the bulk result has no address');
    return;
  }
  const { name, io } = client;
  assertSafe(client, url);
  const splitter = new LineSplitter(offset);
  for await (const chunk of download({ name, io, url, offset, size: fileSize ?? null, signal })) {
    yield splitter.push(chunk);
  }
  yield splitter.end();
}

/** A shop on this machine may give an address on this machine; a real one only https. */
function assertSafe(client: Client, url: string): void {
  if (isSafeAddress(url) && (url.startsWith('https:') || client.origin.startsWith('http:'))) return;
  throw new Failure(`${storeLabel(client.name)} gave an unsafe address for the bulk result`, {
    kind: 'config',
    action: 'Check the baseUrl in the settings of this store.',
  });
}

/** Into the page with it; what is not whole is first read again by its id. */
async function settle<T>(
  reading: Reading<T>,
  { gid, root, children, broken }: Assembled,
  page: PageBuilder<T>,
): Promise<void> {
  for (const line of broken) page.reject(brokenLine(reading, line, gid));
  if (gid === null) return;
  const whole = root && broken.length === 0 ? { root, children } : null;
  if (whole && !reading.resource.cutShort(whole)) return page.add(whole);
  try {
    const again = await readOne({ ...reading, gid });
    if (again) page.add(again);
    else page.addGone(gid);
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    const aggregate = { root: root ?? { id: gid }, children };
    page.reject(rejection(reading.client.name, reading.resource, aggregate, error));
  }
}

function brokenLine(
  { client, resource }: Reading<unknown>,
  { number, text }: BrokenLine,
  gid: string | null,
) {
  const whose =
    gid === null ? '' : `; ${resource.name} ${idOfGid(gid) ?? gid} is read again by its id`;
  const what = `line ${number} of the bulk result is not a record in JSON`;
  return {
    id: `line ${number}`,
    reason: `${storeLabel(client.name)}: ${what}${whose}`,
    raw: text.slice(0, 10_000),
  };
}
