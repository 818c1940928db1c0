import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import type { Page } from '../connector.ts';
import { nodesSchema, takeNodes } from './nodes.ts';
import { PageBuilder } from './page.ts';
import type { Reading } from './reading.ts';
import { rejection } from './resources.ts';

const answerSchema = z.object({ nodes: nodesSchema });

/**
 * The records that have these ids, each once and as whole as a read gives it. What is not there is `gone`, unless the
 * app is `blind`: then it may be there all the same, and is rejected.
 */
export async function* readByIds<T>(
  reading: Reading<T>,
  ids: readonly string[],
  blind: () => Promise<boolean>,
): AsyncGenerator<Page<T>> {
  const { idsPerCall } = reading.resource.documents;
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += idsPerCall) {
    reading.signal?.throwIfAborted();
    yield await pageOf(reading, distinct.slice(from, from + idsPerCall), blind);
  }
}

async function pageOf<T>(
  reading: Reading<T>,
  ids: readonly string[],
  blind: () => Promise<boolean>,
): Promise<Page<T>> {
  const { client, resource, signal } = reading;
  const page = new PageBuilder(reading);
  // Shopify refuses the whole call for one id that is none.
  const asked = ids.filter((id) => /^\d{1,20}$/.test(id));
  for (const id of ids) if (!asked.includes(id)) page.addGone(id);
  if (asked.length === 0) return page.build(client.io.now().toISOString(), null);
  const gids = asked.map((id) => `gid://shopify/${resource.documents.type}/${id}`);
  const { data, errors, date } = await client.query({
    document: resource.documents.nodes,
    variables: { ids: gids },
    schema: answerSchema,
    signal,
    partial: true,
  });
  const absent = await takeNodes(reading, { ...data, errors, path: ['nodes'], gids }, page);
  const hidden = absent.length > 0 && (await blind());
  for (const index of absent) {
    const id = asked[index] ?? '';
    if (!hidden) page.addGone(id);
    else page.reject(rejection(client.name, resource, { root: { id }, children: [] }, unseen()));
  }
  return page.build(date, null);
}

function unseen(): Failure {
  return new Failure(
    'is not to be seen: deleted, or older than the 60 days that this app is shown',
    { kind: 'bad-data', action: 'Give the app the scope read_all_orders to tell which.' },
  );
}
