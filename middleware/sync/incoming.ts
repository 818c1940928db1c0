import {
  externalId,
  isOutside,
  orderFact,
  toAggregate,
  untold,
  type MappedModel,
  type MappingSettings,
} from '../mapping/index.ts';
import type { Link, Model, Order, OrderFact } from '../model/index.ts';
import type { Aggregate } from '../salesforce/record.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import { hashOf } from './diff.ts';
import type { Departed } from './settlement.ts';

/** A record of a page, as it would be sent. */
export interface Incoming {
  readonly aggregate: Aggregate;
  readonly hash: string;
  /** External id of its customer, of a customer its own; null where it has none. */
  readonly customer: string | null;
  /** Of an order. */
  readonly fact: OrderFact | undefined;
  /** Objects of which it says nothing, so that nothing of theirs has vanished. */
  readonly untold: readonly string[];
  /** Older than what the store brings. */
  readonly outside: boolean;
  /** Set where the shop no longer has it. */
  readonly gone: Departed | undefined;
}

/** Nobody else may write it. `before`: what the store knows of it. */
export interface Claimed extends Incoming {
  readonly before: KnownOutcome | undefined;
}

function customerOf(model: MappedModel, record: Model[MappedModel]): string | null {
  if (model === 'customer') return externalId(record.ref);
  return 'customer' in record && record.customer ? externalId(record.customer) : null;
}

/** Throws Failure `bad-data` for a record that makes no valid key. */
export function toIncoming<Name extends MappedModel>(
  model: Name,
  record: Model[Name],
  readAt: string,
  mapping: MappingSettings,
  link: Link,
): Incoming {
  const aggregate = toAggregate(model, record, readAt, mapping, link);
  const order = model === 'order' ? (record as Order) : undefined;
  return {
    aggregate,
    hash: hashOf(aggregate),
    customer: customerOf(model, record),
    fact: order && orderFact(order),
    untold: untold(model, record, mapping),
    outside: order !== undefined && isOutside(order, mapping),
    gone: undefined,
  };
}
