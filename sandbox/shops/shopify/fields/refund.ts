import { gid } from '../gid.ts';
import { divide } from '../money.ts';
import type { StoredRefund, StoredRefundLine } from '../records.ts';
import { inPlace, type SortArgs } from '../sorting.ts';
import { connection, fieldsOf } from './field.ts';
import { lineOf } from './fulfillment.ts';
import { moneyBag } from './money.ts';

export const refundFields = {
  Refund: fieldsOf<StoredRefund>({
    id: ({ id }) => gid('Refund', id),
    legacyResourceId: ({ id }) => id,
    createdAt: ({ createdAt }) => createdAt,
    processedAt: ({ createdAt }) => createdAt,
    updatedAt: ({ createdAt }) => createdAt,
    note: ({ note }) => note,
    totalRefundedSet: ({ amount, order }) => moneyBag(amount, order.currency),
    order: ({ order }) => order,
    refundLineItems: connection('refundLineItems', (source: StoredRefund, { reverse }: SortArgs) =>
      inPlace(source.lines, reverse),
    ),
  }),
  RefundLineItem: fieldsOf<StoredRefundLine>({
    id: ({ id }) => gid('RefundLineItem', id),
    quantity: ({ quantity }) => quantity,
    lineItem: lineOf,
    subtotalSet: ({ amount, order }) => moneyBag(amount, order.currency),
    priceSet: ({ amount, quantity, order }) => moneyBag(divide(amount, quantity), order.currency),
  }),
};
