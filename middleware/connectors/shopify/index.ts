import type { CountedModel, Heads, Model, ModelName } from '../../model/index.ts';
import type { Connector, Page, Read, Reread, Source, Tally } from '../connector.ts';
import { readBulk } from './bulk.ts';
import { readByIds } from './by-ids.ts';
import { Client } from './client.ts';
import { parseCursor } from './cursor.ts';
import { beginning, readDelta } from './delta.ts';
import type { Reading } from './reading.ts';
import { resources, type Resource } from './resources.ts';
import { countedBy, readHeads, visibleSince } from './tally.ts';
import { parseSettings, settings, type Settings } from './settings.ts';
import { allOrders, checkShop, pingShop, readScopes, readTimeZone, type Scopes } from './shop.ts';
import { sizeOf } from './size.ts';
import { platform } from './values.ts';
import { openWebhooks } from './webhooks.ts';

/** Shopify, by the GraphQL Admin API: https://shopify.dev/docs/api/admin-graphql */
export const shopify: Connector = {
  platform,
  settings,
  open(store, given, io) {
    const parsed = parseSettings(store, given);
    return openShop(store, new Client(store, parsed, io), parsed);
  },
};

function openShop(store: string, client: Client, { webhookSecrets }: Settings): Source {
  const readings = new Readings(store, client);
  const { customer, product, order, cart } = resources;
  return {
    ping: (signal) => pingShop(client, signal),
    check: (signal) => checkShop(client, { webhooks: webhookSecrets !== undefined }, signal),
    read: {
      customer: readings.reader<'customer'>(customer),
      product: readings.reader<'product'>(product),
      order: readings.reader<'order'>(order),
      cart: readings.reader<'cart'>(cart),
    },
    reread: {
      customer: readings.rereader<'customer'>(customer),
      product: readings.rereader<'product'>(product),
      order: readings.rereader<'order'>(order),
      cart: readings.rereader<'cart'>(cart),
    },
    ...(webhookSecrets && { webhooks: openWebhooks(client, webhookSecrets) }),
    size: (history, signal) => sizeOf(client, history, signal),
    tally: {
      of: {
        customer: readings.tally('customer'),
        order: readings.tally('order'),
        cart: readings.tally('cart'),
      },
      visibleSince: (signal) => readings.visibleSince(signal),
    },
  };
}

/** The ways to read one shop; what it says of itself is asked once. */
class Readings {
  private readonly store: string;
  private readonly client: Client;
  private readonly zone: (signal: AbortSignal | undefined) => Promise<string>;
  private readonly scopes: (signal: AbortSignal | undefined) => Promise<Scopes>;

  constructor(store: string, client: Client) {
    this.store = store;
    this.client = client;
    this.zone = once((signal) => readTimeZone(client, signal));
    this.scopes = once((signal) => readScopes(client, signal));
  }

  reader<K extends ModelName>(resource: Resource<Model[K]>): Read<Model[K]> {
    const { client } = this;
    const begin = (signal: AbortSignal | undefined) => this.begin(resource, signal);
    return async function* read(since, signal): AsyncGenerator<Page<Model[K]>> {
      const cursor = since === null ? null : parseCursor(client.name, since);
      const reading = await begin(signal);
      const { bulk } = resource.documents;
      if (cursor?.kind === 'delta') yield* readDelta(reading, cursor);
      else if (bulk === null) yield* readDelta(reading, beginning);
      else yield* readBulk(reading, bulk, cursor);
    };
  }

  rereader<K extends ModelName>(resource: Resource<Model[K]>): Reread<Model[K]> {
    const begin = (signal: AbortSignal | undefined) => this.begin(resource, signal);
    const { scopes } = this;
    return async function* reread(ids, signal): AsyncGenerator<Page<Model[K]>> {
      if (ids.length === 0) return;
      const blind = async () => resource.name === 'order' && !(await scopes(signal)).has(allOrders);
      yield* readByIds(await begin(signal), ids, blind);
    };
  }

  tally<K extends CountedModel>(model: K): Tally<Heads[K]> {
    const { resource, field } = countedBy[model];
    const begin = (signal: AbortSignal | undefined) => this.begin(resource, signal);
    return async function* tally(days, signal) {
      yield* readHeads(await begin(signal), field, days);
    };
  }

  async visibleSince(signal: AbortSignal | undefined): Promise<string | null> {
    return visibleSince(await this.scopes(signal), this.client.io.now());
  }

  /** Only an order has a day. */
  private async begin<T>(
    resource: Resource<T>,
    signal: AbortSignal | undefined,
  ): Promise<Reading<T>> {
    const { store, client } = this;
    const timeZone = resource.name === 'order' ? await this.zone(signal) : 'UTC';
    const context = { store, timeZone, domain: client.name.domain };
    return { client, resource, context, signal };
  }
}

/** Asks once and remembers; a failure is not remembered. */
function once<T>(ask: (signal: AbortSignal | undefined) => Promise<T>) {
  let known: T | undefined;
  return async (signal: AbortSignal | undefined): Promise<T> => (known ??= await ask(signal));
}
