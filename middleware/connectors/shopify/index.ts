import type { Model, ModelName } from '../../model/index.ts';
import type { Connector, Page, Read, Source } from '../connector.ts';
import { readBulk } from './bulk.ts';
import { Client } from './client.ts';
import { parseCursor } from './cursor.ts';
import { readDelta } from './delta.ts';
import { resources, type Resource } from './resources.ts';
import { parseSettings, settings } from './settings.ts';
import { checkShop, readTimeZone } from './shop.ts';
import { platform } from './values.ts';

/** Shopify, by the GraphQL Admin API: https://shopify.dev/docs/api/admin-graphql */
export const shopify: Connector = {
  platform,
  settings,
  open(store, given, io) {
    return openShop(store, new Client(store, parseSettings(store, given), io));
  },
};

function openShop(store: string, client: Client): Source {
  const { domain } = client.name;
  const zone = once((signal) => readTimeZone(client, signal));

  function reader<K extends ModelName>(resource: Resource<Model[K]>): Read<Model[K]> {
    return async function* read(since, signal): AsyncGenerator<Page<Model[K]>> {
      const cursor = since === null ? null : parseCursor(client.name, since);
      // Only an order has a day.
      const timeZone = resource.name === 'order' ? await zone(signal) : 'UTC';
      const reading = { client, resource, context: { store, timeZone, domain }, signal };
      yield* cursor?.kind === 'delta' ? readDelta(reading, cursor) : readBulk(reading, cursor);
    };
  }

  return {
    check: (signal) => checkShop(client, signal),
    read: {
      customer: reader<'customer'>(resources.customer),
      product: reader<'product'>(resources.product),
      order: reader<'order'>(resources.order),
    },
  };
}

/** Asks once and remembers; a failure is not remembered. */
function once<T>(ask: (signal: AbortSignal | undefined) => Promise<T>) {
  let known: T | undefined;
  return async (signal: AbortSignal | undefined): Promise<T> => (known ??= await ask(signal));
}
