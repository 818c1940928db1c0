import { newestAfter } from 'c/commercePages';
import { linkedTo } from 'c/commercePanel';
import type { Subject } from 'c/commercePanel';
import type { OrderRow } from 'c/commerceOrderData';

export type Where = Readonly<Record<string, unknown>>;

export interface Filters {
  /** Empty: all. */
  readonly status: string;
  /** UTC ISO-8601; null: since ever. */
  readonly since: string | null;
  /** Part of an order's number or of a product; empty: none. */
  readonly search: string;
  /** Ids of orders that hold a product which is searched for. */
  readonly holding: readonly string[];
}

/** Part of a text, with the wildcards of `like` taken as they are typed. */
export const contains = (search: string): Where => ({
  like: `%${search.replace(/[\\%_]/g, '\\$&')}%`,
});

/** The `where` of an order. */
export function ordersOf(subject: Subject, filters: Filters, after: OrderRow | null): Where {
  const { status, since, search, holding } = filters;
  const parts: Where[] = [linkedTo(subject)];
  if (status !== '') parts.push({ Status__c: { eq: status } });
  if (since !== null) parts.push({ Placed_At__c: { gte: { value: since } } });
  if (search !== '') {
    const number = { Name: contains(search) };
    parts.push(holding.length === 0 ? number : { or: [number, { Id: { in: holding } }] });
  }
  if (after !== null) parts.push(newestAfter('Placed_At__c', after.placedAt, after.id));
  return { and: parts };
}

/** The `where` of a line whose order is wanted. */
export function linesWith(subject: Subject, search: string): Where {
  return {
    and: [
      { Order__r: linkedTo(subject) },
      { or: [{ Title__c: contains(search) }, { SKU__c: contains(search) }] },
    ],
  };
}
