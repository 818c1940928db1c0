import type { MappedModel } from '../mapping/index.ts';
import type { Cart, Model, Ref } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { goneHash } from './diff.ts';
import { runLane, type LaneSetup } from './lane.ts';

/**
 * Sees to it that what a page's records name is in Salesforce, as far as the shop has it: customers whom nobody has read
 * yet are read and written first. A cart names the order it became only where that is there, for it says enough without.
 */
export async function prepare<Name extends MappedModel>(
  setup: LaneSetup<Name>,
  records: readonly Model[Name][],
  met: Acquaintances,
): Promise<readonly Model[Name][]> {
  await meet(setup, customersOf(records), met);
  if (setup.model !== 'cart') return records;
  return (await withWrittenOrders(records as readonly Cart[], setup)) as typeof records;
}

/** Those whom the records name. */
export function customersOf(records: readonly Model[MappedModel][]): Ref[] {
  return records.flatMap((record) => ('customer' in record ? (record.customer ?? []) : []));
}

/** Customers whom a lane has met, so that the database is not asked again: the latest 50,000 or so. */
export class Acquaintances {
  #ids = new Set<string>();
  #earlier = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id) || this.#earlier.has(id);
  }

  add(id: string): void {
    if (this.#ids.size >= 25_000) [this.#earlier, this.#ids] = [this.#ids, new Set()];
    this.#ids.add(id);
  }
}

async function meet(
  setup: LaneSetup<MappedModel>,
  customers: readonly Ref[],
  met: Acquaintances,
): Promise<void> {
  const reread = setup.reread?.customer;
  const strangers = reread ? customers.filter(({ id }) => !met.has(id)) : [];
  if (!reread || strangers.length === 0) return;
  const unknown = await unknownAmong(strangers, setup, met);
  if (unknown.length === 0) return;
  await runLane<'customer'>({
    ...setup,
    ...{ model: 'customer', mode: 'reread', correlations: undefined },
    read: (_since, signal) => reread(unknown, signal),
    onProgress: () => undefined,
  });
}

/** Ids of customers of whom nothing has become yet. */
export async function unknownAmong(
  customers: readonly Ref[],
  { store, memory }: { readonly store: string; readonly memory: Store },
  met = new Acquaintances(),
): Promise<string[]> {
  const ids = new Map(customers.map((ref) => [`customer/${store}:${ref.id}`, ref.id]));
  const known = await memory.outcomes.known([...ids.keys()]);
  for (const [key, id] of ids) if (known.has(key)) met.add(id);
  return [...ids].flatMap(([key, id]) => (known.has(key) ? [] : id));
}

/** `also`: keys of orders that are written before the carts are. */
export async function withWrittenOrders(
  carts: readonly Cart[],
  { store, memory }: { readonly store: string; readonly memory: Store },
  also: ReadonlySet<string> = new Set(),
): Promise<readonly Cart[]> {
  const keyOf = (order: Ref) => `order/${store}:${order.id}`;
  const known = await memory.outcomes.known(
    carts.flatMap(({ order }) => (order ? keyOf(order) : [])),
  );
  return carts.map((cart) => {
    if (!cart.order || also.has(keyOf(cart.order))) return cart;
    const outcome = known.get(keyOf(cart.order));
    const isThere = outcome?.state === 'written' && outcome.hash !== goneHash;
    return isThere ? cart : { ...cart, order: null };
  });
}
