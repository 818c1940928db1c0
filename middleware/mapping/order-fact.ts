import type { Order, OrderFact } from '../model/index.ts';
import { externalId } from './external-id.ts';

/** What of an order its customer's value is made of. */
export function orderFact(order: Order): OrderFact {
  const { ref, customer, placedOn, placedAt, total, refunded, cancelledAt } = order;
  return {
    key: externalId(ref),
    customer: customer === null ? null : externalId(customer),
    ...{ currency: total.currency, placedOn, placedAt },
    ...{ total: total.amount, refunded: refunded.amount, cancelled: cancelledAt !== null },
  };
}
