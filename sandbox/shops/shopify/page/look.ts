import type { StoredCheckout, StoredCustomer, StoredOrder } from '../records.ts';
import type { ShopStore } from '../store.ts';

/** What the page is asked to show. */
export interface Asked {
  /** Words to look for in order numbers, names and e-mail addresses. */
  readonly search: string;
  readonly customerId: string | null;
  /** Who stands in the form for a new order. */
  readonly buyerId: string | null;
  /** A cart to be changed. */
  readonly cartId: string | null;
  /** An order or cart whose details stand open. */
  readonly open: string | null;
}

export function nameOf(customer: StoredCustomer | undefined, email: string | null): string {
  const name = [customer?.firstName, customer?.lastName].filter(Boolean).join(' ');
  return name || customer?.email || email || 'Somebody';
}

const shown = 20;

/** The latest that fit, newest first, and how many there are in all. */
export function latest<R extends StoredOrder | StoredCheckout>(
  records: Iterable<R>,
  { customers }: ShopStore,
  { search, customerId }: Asked,
): { readonly records: readonly R[]; readonly all: number } {
  const wanted = search.trim().toLowerCase();
  const fits = (record: R) => {
    if (customerId !== null && record.customerId !== customerId) return false;
    if (wanted === '') return true;
    const customer = record.customerId === null ? undefined : customers.get(record.customerId);
    const words = [record.name, record.email, nameOf(customer, null), customer?.email];
    return words.some((word) => word?.toLowerCase().includes(wanted));
  };
  const found = [...records].filter(fits);
  // By what happened last, so that what was just done stands on top.
  found.sort(
    (left, right) => compare(right.updatedAt, left.updatedAt) || Number(right.id) - Number(left.id),
  );
  return { records: found.slice(0, shown), all: found.length };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By name, for a list to choose from. */
export function customersByName(store: ShopStore): readonly StoredCustomer[] {
  const collator = new Intl.Collator('en');
  return store.derived('customers by name', () =>
    [...store.customers.values()].sort((left, right) =>
      collator.compare(nameOf(left, null), nameOf(right, null)),
    ),
  );
}
