import { correlated, ownCorrelation } from '../common/correlation.ts';
import { addCounts, noCounts, type Counts } from './counts.ts';
import { bringTouchedUpToDate, runReread } from './reread.ts';
import type { RequestDesk, SyncRequest } from './request-desk.ts';
import type { StoreSetup } from './store-setup.ts';

export interface Looked {
  readonly customers: number;
  readonly orders: number;
  readonly carts: number;
  readonly counts: Counts;
}

/** Reads customers again, with their orders and these carts, in a store that knows them. Throws Failure. */
export type Look = (
  setup: StoreSetup,
  customers: readonly string[],
  carts: readonly string[],
  correlation: string,
  signal: AbortSignal,
) => Promise<Looked>;

const nothing: Looked = { customers: 0, orders: 0, carts: 0, counts: noCounts() };

/**
 * Reads again, in each store that knows them, the customers of a request with their orders and carts. Gives what an
 * agent is told. Throws Failure.
 */
export async function refresh(
  desk: RequestDesk,
  stores: readonly StoreSetup[],
  request: SyncRequest,
  signal: AbortSignal,
  look: Look = lookHere,
): Promise<string> {
  const correlation = ownCorrelation();
  return correlated(correlation, () =>
    refreshAll(desk, stores, request, look, signal, correlation),
  );
}

async function refreshAll(
  desk: RequestDesk,
  stores: readonly StoreSetup[],
  request: SyncRequest,
  look: Look,
  signal: AbortSignal,
  correlation: string,
): Promise<string> {
  const customers = await desk.customersOf(request, signal);
  let all = nothing;
  for (const setup of stores) {
    const ours = customers.filter((key) => key.startsWith(`${setup.store}:`));
    if (ours.length === 0) continue;
    const carts = await desk.cartsOf(ours, signal);
    all = add(all, await look(setup, ours, carts, correlation, signal));
    // An order that nobody here has heard of cannot be read by its id: the next look finds it.
    setup.due.ring();
  }
  return tell(all);
}

/** For whoever works on the store. */
export const lookHere: Look = async (setup, customers, carts, correlation, signal) => {
  const { store, memory } = setup;
  const ids = (keys: readonly string[]) => keys.map((key) => key.slice(store.length + 1));
  const orders = (await memory.facts.of(customers)).map(({ key }) => key);
  const results = [
    await runReread(setup, 'customer', ids(customers), signal, { correlation }),
    await runReread(setup, 'order', ids(orders), signal, { correlation }),
    await runReread(setup, 'cart', ids(carts), signal, { correlation }),
  ];
  await bringTouchedUpToDate(setup, signal, correlation);
  const counts = results.map((result) => result.counts).reduce(addCounts, noCounts());
  return { customers: customers.length, orders: orders.length, carts: carts.length, counts };
};

function add(a: Looked, b: Looked): Looked {
  return {
    customers: a.customers + b.customers,
    orders: a.orders + b.orders,
    carts: a.carts + b.carts,
    counts: addCounts(a.counts, b.counts),
  };
}

function tell({ customers, orders, carts, counts }: Looked): string {
  if (customers === 0)
    return 'No connected shop knows this customer, so there was nothing to read.';
  const looked = `${many(customers, 'customer')}, ${many(orders, 'order')} and ${many(carts, 'cart')}`;
  const changed = counts.written === 0 ? 'Nothing had changed.' : `${counts.written} had changed.`;
  const later = counts.retry + counts.waiting;
  return [
    `Looked at ${looked} in the shop. ${changed}`,
    ...(later > 0 ? [`${later} could not be written yet and will be tried again.`] : []),
    ...(counts.rejected > 0
      ? [`${counts.rejected} could not be written; your admin can see why.`]
      : []),
  ].join(' ');
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
