import { correlated, ownCorrelation } from '../common/correlation.ts';
import { addCounts, noCounts, type Counts } from './counts.ts';
import { bringTouchedUpToDate, runReread } from './reread.ts';
import type { RequestDesk, RequestStatus, SyncRequest } from './request-desk.ts';
import type { StoreSetup } from './store-setup.ts';

export interface Looked {
  readonly customers: number;
  readonly orders: number;
  readonly carts: number;
  readonly counts: Counts;
  /** Looking has ended the process before, so that nobody looked: refresh-caution.ts. */
  readonly isFatal?: boolean;
}

/** For whom it is read. */
export interface LookCause {
  readonly correlation: string;
  /** The request's id in Salesforce. */
  readonly request: string;
}

/** What came of a request, and what an agent is told of it. */
export interface Refreshed {
  readonly status: Extract<RequestStatus, 'Done' | 'Failed'>;
  readonly message: string;
}

/** Reads customers again, with their orders and these carts, in a store that knows them. Throws Failure. */
export type Look = (
  setup: StoreSetup,
  customers: readonly string[],
  carts: readonly string[],
  cause: LookCause,
  signal: AbortSignal,
) => Promise<Looked>;

export const nothingLooked: Looked = { customers: 0, orders: 0, carts: 0, counts: noCounts() };

/**
 * Reads again, in each store that knows them, the customers of a request with their orders and carts. Throws Failure.
 */
export async function refresh(
  desk: RequestDesk,
  stores: readonly StoreSetup[],
  request: SyncRequest,
  signal: AbortSignal,
  look: Look = lookHere,
): Promise<Refreshed> {
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
): Promise<Refreshed> {
  const cause = { correlation, request: request.id };
  const customers = await desk.customersOf(request, signal);
  let all = nothingLooked;
  for (const setup of stores) {
    const ours = customers.filter((key) => key.startsWith(`${setup.store}:`));
    if (ours.length === 0) continue;
    const carts = await desk.cartsOf(ours, signal);
    all = add(all, await look(setup, ours, carts, cause, signal));
    // An order that nobody here has heard of cannot be read by its id: the next look finds it.
    setup.due.ring();
  }
  return all.isFatal ? fatal : { status: 'Done', message: tell(all) };
}

/** For whoever works on the store. */
export const lookHere: Look = async (setup, customers, carts, { correlation }, signal) => {
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
    isFatal: (a.isFatal ?? false) || (b.isFatal ?? false),
  };
}

const fatal: Refreshed = {
  status: 'Failed',
  message:
    'Reading this ended the program time after time, so it was given up. Each record is now read by itself: ' +
    'your admin finds the one that did it in Commerce Sync Errors.',
};

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
