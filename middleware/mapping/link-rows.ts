import type { Link } from '../model/index.ts';
import type { Aggregate, Row, SalesforceRecord } from '../salesforce/record.ts';
import { cart } from './cart.ts';
import { customer } from './customer.ts';
import { order } from './order.ts';
import { lookUpsOf } from './person-cells.ts';

/** A record in Salesforce that says who its customer is. */
export interface LinkedRecord {
  readonly object: string;
  readonly externalId: string;
}

/** The objects that carry the two look-ups, and by which field each finds its customer. */
export const linkedObjects: readonly {
  readonly object: string;
  readonly key: string;
  readonly customer: string;
}[] = [customer, order, cart].map(({ object, key }) => {
  const itself = object === customer.object;
  return { object, key, customer: itself ? key : `Customer__r.${customer.key}` };
});

const cleared: SalesforceRecord = { Account__c: null, Contact__c: null };

/**
 * Brings the records of a customer into line with who they are by now. Where that is nobody, the look-ups are cleared.
 * `at`: UTC ISO-8601.
 */
export function toLinkAggregate(
  customer: string,
  link: Link,
  records: readonly LinkedRecord[],
  at: string,
): Aggregate {
  const lookUps = link.kind === 'none' ? cleared : lookUpsOf(link);
  const rows = records.flatMap(({ object, externalId }): Row[] => {
    const linked = linkedObjects.find((one) => one.object === object);
    if (!linked) return [];
    return [{ object, externalId, fields: { [linked.key]: externalId, ...lookUps } }];
  });
  return { key: `link/${customer}`, version: { sourceTime: at, readAt: at }, rows };
}
