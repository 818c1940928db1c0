import {
  parseSeed,
  readSeed,
  type ParsedSeed,
  type Placed,
  type Seed,
  type SeedRecord,
} from '../seed.ts';
import {
  storeCustomer,
  storeOrder,
  storeProduct,
  toSecond,
  type StoredCustomer,
  type StoredFulfillment,
  type StoredLine,
  type StoredOrder,
  type StoredProduct,
  type StoredRefund,
  type StoredShop,
  type StoredVariant,
} from './records.ts';

export type SeedOrderInput = Omit<Extract<SeedRecord, { type: 'order' }>, 'type'>;
export type SeedCustomerInput = Omit<Extract<SeedRecord, { type: 'customer' }>, 'type'>;

/** All that the shop holds, in memory. Lists are computed once a version, so that paging does not sort each time. */
export class ShopStore {
  readonly customers = new Map<string, StoredCustomer>();
  readonly products = new Map<string, StoredProduct>();
  readonly orders = new Map<string, StoredOrder>();
  shop: StoredShop;
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
  upsertOrder(order: SeedOrderInput): void {
    this.#change(
      { type: 'order', ...order, updatedAt: this.#now().toISOString() },
      `order ${order.id}`,
    );
  }

  /** Adds or replaces a customer as if someone had just edited it: `updatedAt` is now. */
  upsertCustomer(customer: SeedCustomerInput): void {
    const place = `customer ${customer.id}`;
    this.#change({ type: 'customer', ...customer, updatedAt: this.#now().toISOString() }, place);
  }

  /** The order is gone, as after a deletion in the admin; its customer counts as changed. */
  removeOrder(id: string): void {
    const order = this.orders.get(id);
    if (!order) throw new Error(`The shop has no order ${id} to remove.`);
    this.orders.delete(id);
    const customer = order.customerId === null ? undefined : this.customers.get(order.customerId);
    if (customer) {
      this.customers.set(customer.id, {
        ...customer,
        updatedAt: toSecond(this.#now().toISOString()),
      });
    }
    this.#derived.clear();
  }

  /** Fills the shop. Throws at the first record that does not fit, naming its place. */
  async load(seed: Seed): Promise<void> {
    const loaded: Loaded = { orders: [], parts: new Map() };
    for await (const { record, place } of readSeed(seed)) this.#add({ record, place }, loaded);
    for (const { id, place } of loaded.orders) this.#checkReferences(this.orders.get(id)!, place);
    this.#derived.clear();
  }

  #change(value: SeedRecord, place: string): void {
    const record = parseSeed(value, place);
    const stored = record.type === 'order' ? storeOrder(record) : null;
    if (stored) this.#checkReferences(stored, place);
    this.#put(record, stored);
    this.#derived.clear();
  }

  #add({ record, place }: Placed, loaded: Loaded): void {
    if (record.type !== 'shop' && this.#mapOf(record).has(record.id)) {
      throw new Error(`${place}: ${record.type} ${record.id} is there already`);
    }
    if (record.type === 'order') {
      loaded.orders.push({ id: record.id, place });
      checkNew('order line', record.lines, place, loaded);
      for (const kind of ['fulfillment', 'refund'] as const) {
        const parts = record[`${kind}s`];
        checkNew(kind, parts, place, loaded);
        for (const { lines } of parts) checkNew(`${kind} line`, lines, place, loaded);
      }
    }
    this.#put(record);
  }

  #put(record: ParsedSeed, order?: StoredOrder | null): void {
    if (record.type === 'shop') this.shop = { kind: 'Shop', ...record };
    if (record.type === 'customer') this.customers.set(record.id, storeCustomer(record));
    if (record.type === 'product') this.products.set(record.id, storeProduct(record));
    if (record.type === 'order') this.orders.set(record.id, order ?? storeOrder(record));
  }

  #mapOf(record: Exclude<ParsedSeed, { type: 'shop' }>): ReadonlyMap<string, unknown> {
    return { customer: this.customers, product: this.products, order: this.orders }[record.type];
  }

  #checkReferences(order: StoredOrder, place: string): void {
    if (order.customerId !== null && !this.customers.has(order.customerId)) {
      throw new Error(
        `${place}: order ${order.id} is of customer ${order.customerId}, who is not in the shop`,
      );
    }
    for (const line of order.lines) {
      if (line.productId !== null && !this.products.has(line.productId)) {
        throw new Error(
          `${place}: line ${line.id} is of product ${line.productId}, which is not in the shop`,
        );
      }
    }
    checkParts(order, place);
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
  readonly orders: { id: string; place: string }[];
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
