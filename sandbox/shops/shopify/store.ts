import {
  parseSeed,
  readSeed,
  type ParsedSeed,
  type Placed,
  type Seed,
  type SeedLine,
  type SeedRecord,
} from '../seed.ts';
import {
  storeCheckout,
  storeCustomer,
  storeOrder,
  storeProduct,
  toSecond,
  type StoredCheckout,
  type StoredCustomer,
  type StoredFulfillment,
  type StoredLine,
  type StoredOrder,
  type StoredProduct,
  type StoredRefund,
  type StoredShop,
  type StoredVariant,
} from './records.ts';

type InputOf<T extends SeedRecord['type']> = Omit<Extract<SeedRecord, { type: T }>, 'type'>;
export type SeedOrderInput = InputOf<'order'>;
export type SeedCustomerInput = InputOf<'customer'>;
export type SeedCheckoutInput = InputOf<'checkout'>;
export type SeedProductInput = InputOf<'product'>;

export type StoredRecord = StoredOrder | StoredCustomer | StoredCheckout | StoredProduct;

/** What has just happened in the shop: a record as it was and as it is; one of both is missing for new and removed ones. */
export type Change =
  | {
      [R in StoredRecord as R['kind']]: { readonly kind: R['kind'] } & Pair<R>;
    }[StoredRecord['kind']]
  | { readonly kind: 'CustomerMerge'; readonly kept: string; readonly gone: string };
interface Pair<R> {
  readonly before: R | undefined;
  readonly after: R | undefined;
}

/** All that the shop holds, in memory. Lists are computed once a version, so that paging does not sort each time. */
export class ShopStore {
  readonly customers = new Map<string, StoredCustomer>();
  readonly products = new Map<string, StoredProduct>();
  readonly orders = new Map<string, StoredOrder>();
  readonly checkouts = new Map<string, StoredCheckout>();
  shop: StoredShop;
  /** Told of each change, once it is made; not of what the shop was filled with. */
  onChange: (change: Change) => void = () => undefined;
  readonly #now: () => Date;
  readonly #derived = new Map<string, unknown>();

  constructor(shop: StoredShop, now: () => Date) {
    this.shop = shop;
    this.#now = now;
  }

  /** The result of `compute`, kept until the shop changes. */
  derived<T>(key: string, compute: () => T): T {
    if (!this.#derived.has(key)) this.#derived.set(key, compute());
    return this.#derived.get(key) as T;
  }

  ordersOf(customerId: string): readonly StoredOrder[] {
    const byCustomer = this.derived('orders by customer', () =>
      Map.groupBy(this.orders.values(), (order) => order.customerId),
    );
    return byCustomer.get(customerId) ?? [];
  }

  line(id: string): StoredLine | undefined {
    return this.#partsById<StoredLine>('lines', ({ lines }) => lines).get(id);
  }

  fulfillment(id: string): StoredFulfillment | undefined {
    const parts = ({ fulfillments }: StoredOrder) => fulfillments;
    return this.#partsById<StoredFulfillment>('fulfillments', parts).get(id);
  }

  refund(id: string): StoredRefund | undefined {
    return this.#partsById<StoredRefund>('refunds', ({ refunds }) => refunds).get(id);
  }

  #partsById<T extends { readonly id: string }>(
    name: string,
    partsOf: (order: StoredOrder) => readonly T[],
  ): ReadonlyMap<string, T> {
    return this.derived(`${name} by id`, () => {
      const parts = new Map<string, T>();
      for (const order of this.orders.values())
        for (const part of partsOf(order)) parts.set(part.id, part);
      return parts;
    });
  }

  variant(id: string): StoredVariant | undefined {
    return this.derived('variants by id', () => {
      const variants = [...this.products.values()].flatMap((product) => product.variants);
      return new Map(variants.map((variant) => [variant.id, variant]));
    }).get(id);
  }

  /** Adds or replaces an order as if someone had just edited it: `updatedAt` is now. */
  upsertOrder(order: SeedOrderInput): StoredOrder {
    return this.#upsert(this.orders, { type: 'order', ...order }, (record) => {
      const stored = storeOrder(record);
      this.#checkOrder(stored, `order ${order.id}`);
      return stored;
    });
  }

  /** Adds or replaces a customer as if someone had just edited it: `updatedAt` is now. */
  upsertCustomer(customer: SeedCustomerInput): StoredCustomer {
    return this.#upsert(this.customers, { type: 'customer', ...customer }, storeCustomer);
  }

  upsertProduct(product: SeedProductInput): StoredProduct {
    return this.#upsert(this.products, { type: 'product', ...product }, storeProduct);
  }

  upsertCheckout(checkout: SeedCheckoutInput): StoredCheckout {
    return this.#upsert(this.checkouts, { type: 'checkout', ...checkout }, (record) => {
      const stored = storeCheckout(record);
      this.#checkReferences(stored, `checkout ${checkout.id}`);
      return stored;
    });
  }

  /** The order is gone, as after a deletion in the admin; its customer counts as changed. */
  removeOrder(id: string): void {
    const { customerId } = this.#remove(this.orders, id, 'order');
    if (customerId !== null) this.touchCustomer(customerId);
  }

  removeCheckout(id: string): void {
    this.#remove(this.checkouts, id, 'checkout');
  }

  removeProduct(id: string): void {
    this.#remove(this.products, id, 'product');
  }

  /** Throws where orders or checkouts are theirs still. */
  removeCustomer(id: string): void {
    const theirs = [...this.orders.values(), ...this.checkouts.values()].find(
      ({ customerId }) => customerId === id,
    );
    if (theirs) throw new Error(`Customer ${id} has ${theirs.name} in the shop and has to stay.`);
    this.#remove(this.customers, id, 'customer');
  }

  /** Something about the customer other than their own fields has changed: `updatedAt` is now. */
  touchCustomer(id: string): void {
    const before = this.customers.get(id);
    if (!before) return;
    const after = { ...before, updatedAt: toSecond(this.#now().toISOString()) };
    this.customers.set(id, after);
    this.#tell({ kind: 'Customer', before, after });
  }

  /** Says that `gone`, removed already, lives on in `kept`. */
  tellMerged(kept: string, gone: string): void {
    this.#tell({ kind: 'CustomerMerge', kept, gone });
  }

  /** Fills the shop. Throws at the first record that does not fit, naming its place. */
  async load(seed: Seed): Promise<void> {
    const loaded: Loaded = { placed: [], parts: new Map() };
    for await (const { record, place } of readSeed(seed)) this.#add({ record, place }, loaded);
    for (const { record, place } of loaded.placed) this.#checkLoaded(record, place);
    this.#derived.clear();
  }

  #upsert<T extends SeedRecord['type'], R extends StoredRecord>(
    records: Map<string, R>,
    value: Extract<SeedRecord, { type: T }>,
    toStored: (record: Extract<ParsedSeed, { type: T }>) => R,
  ): R {
    const record = parseSeed(
      { ...value, updatedAt: this.#now().toISOString() },
      `${value.type} ${value.id}`,
    );
    const after = toStored(record as Extract<ParsedSeed, { type: T }>);
    const before = records.get(after.id);
    records.set(after.id, after);
    this.#tell({ kind: after.kind, before, after } as Change);
    return after;
  }

  #remove<R extends StoredRecord>(records: Map<string, R>, id: string, what: string): R {
    const before = records.get(id);
    if (!before) throw new Error(`The shop has no ${what} ${id} to remove.`);
    records.delete(id);
    this.#tell({ kind: before.kind, before, after: undefined } as unknown as Change);
    return before;
  }

  #tell(change: Change): void {
    this.#derived.clear();
    this.onChange(change);
  }

  #add({ record, place }: Placed, loaded: Loaded): void {
    if (record.type === 'shop') return void (this.shop = { kind: 'Shop', ...record });
    if (this.#mapOf(record).has(record.id)) {
      throw new Error(`${place}: ${record.type} ${record.id} is there already`);
    }
    if (record.type === 'order' || record.type === 'checkout') {
      loaded.placed.push({ record, place });
      checkNew(`${record.type} line`, record.lines, place, loaded);
    }
    if (record.type === 'order') {
      for (const kind of ['fulfillment', 'refund'] as const) {
        const parts = record[`${kind}s`];
        checkNew(kind, parts, place, loaded);
        for (const { lines } of parts) checkNew(`${kind} line`, lines, place, loaded);
      }
    }
    this.#put(record);
  }

  #put(record: Exclude<ParsedSeed, { type: 'shop' }>): void {
    if (record.type === 'customer') this.customers.set(record.id, storeCustomer(record));
    if (record.type === 'product') this.products.set(record.id, storeProduct(record));
    if (record.type === 'order') this.orders.set(record.id, storeOrder(record));
    if (record.type === 'checkout') this.checkouts.set(record.id, storeCheckout(record));
  }

  #mapOf({ type }: Exclude<ParsedSeed, { type: 'shop' }>): ReadonlyMap<string, unknown> {
    return {
      customer: this.customers,
      product: this.products,
      order: this.orders,
      checkout: this.checkouts,
    }[type];
  }

  #checkLoaded({ type, id }: Loaded['placed'][number]['record'], place: string): void {
    if (type === 'order') this.#checkOrder(this.orders.get(id)!, place);
    else this.#checkReferences(this.checkouts.get(id)!, place);
  }

  #checkOrder(order: StoredOrder, place: string): void {
    this.#checkReferences(order, place);
    checkParts(order, place);
  }

  #checkReferences(record: StoredOrder | StoredCheckout, place: string): void {
    const { id, customerId } = record;
    if (customerId !== null && !this.customers.has(customerId)) {
      const what = record.kind === 'Order' ? 'order' : 'checkout';
      throw new Error(
        `${place}: ${what} ${id} is of customer ${customerId}, who is not in the shop`,
      );
    }
    // Both kinds of line name their product alike.
    for (const line of record.lines as readonly SeedLine[]) {
      if (line.productId !== null && !this.products.has(line.productId)) {
        throw new Error(
          `${place}: line ${line.id} is of product ${line.productId}, which is not in the shop`,
        );
      }
    }
  }
}

/** Fulfilments and refunds are of lines of their own order. */
function checkParts({ id, lines, fulfillments, refunds }: StoredOrder, place: string): void {
  if (fulfillments.length + refunds.length === 0) return;
  const known = new Set(lines.map((line) => line.id));
  for (const part of [...fulfillments, ...refunds]) {
    const stray = part.lines.find(({ lineId }) => !known.has(lineId));
    if (!stray) continue;
    const what = `${part.kind.toLowerCase()} ${part.id}`;
    throw new Error(`${place}: ${what} is of line ${stray.lineId}, which order ${id} has not`);
  }
}

interface Loaded {
  readonly placed: {
    record: Extract<ParsedSeed, { type: 'order' | 'checkout' }>;
    place: string;
  }[];
  /** Ids that are taken, by kind of part. */
  readonly parts: Map<string, Set<string>>;
}

function checkNew(
  kind: string,
  parts: readonly { readonly id: string }[],
  place: string,
  loaded: Loaded,
): void {
  let ids = loaded.parts.get(kind);
  if (!ids) loaded.parts.set(kind, (ids = new Set()));
  for (const { id } of parts) {
    if (ids.has(id)) throw new Error(`${place}: ${kind} ${id} is there already`);
    ids.add(id);
  }
}
