import type { Days, Page, Rejection } from '../../connectors/connector.ts';
import type { MappingSettings } from '../../mapping/index.ts';
import type {
  Cart,
  CountedModel,
  Customer,
  Head,
  Heads,
  Order,
  OrderHead,
} from '../../model/index.ts';
import type { StoreSetup } from '../store-setup.ts';
import { Figures, type Placed } from './figures.ts';

type Shop = Pick<StoreSetup, 'source' | 'mapping'>;

/** True where the shop can be asked for all records of the model. */
export function canCount({ source }: Shop, model: CountedModel): boolean {
  return source.tally?.of[model] !== undefined || source.read[model] !== undefined;
}

/** The model's records of these days: counted where the shop can do so, else read whole. Throws Failure. */
export async function* headsOf<K extends CountedModel>(
  { source }: Shop,
  model: K,
  days: Days,
  signal: AbortSignal,
): AsyncGenerator<Page<Heads[K]>> {
  const tally = source.tally?.of[model];
  if (tally) return yield* tally(days, signal);
  for await (const page of source.read[model]!(null, signal)) {
    const heads = page.records.map((record) => toHead(model, record)) as Heads[K][];
    yield { ...page, records: heads.filter(({ on }) => isWithin(on, days)) };
  }
}

export function isWithin(day: string, { since, until }: Days): boolean {
  return (since === undefined || day >= since) && (until === undefined || day <= until);
}

/** A record that was read whole → what it is counted by. */
export function toHead(model: CountedModel, record: Order | Customer | Cart): Head | OrderHead {
  const { ref, updatedAt } = record;
  if (model === 'customer') return onDay(ref.id, (record as Customer).createdAt, updatedAt);
  if (model === 'cart') return onDay(ref.id, (record as Cart).startedAt, updatedAt);
  const { number, placedOn, total, lines, refunds } = record as Order;
  return {
    ...{ id: ref.id, number, on: placedOn, updatedAt, total },
    lines: lines.map((line) => ({ id: line.ref.id, amount: line.total.amount })),
    refunds: refunds.map((refund) => {
      return { id: refund.ref.id, on: refund.refundedOn, amount: refund.amount.amount };
    }),
  };
}

function onDay(id: string, at: string, updatedAt: string): Head {
  return { id, on: at.slice(0, 10), updatedAt };
}

export interface Counted {
  readonly figures: Figures;
  /** What the shop gave and nobody could count. */
  readonly unreadable: readonly Rejection[];
}

/** Counts and sums of a model's records in the shop, holding none of them. */
export async function countShop(
  shop: Shop,
  model: CountedModel,
  days: Days,
  signal: AbortSignal,
): Promise<Counted> {
  const figures = new Figures();
  const unreadable: Rejection[] = [];
  for await (const page of headsOf(shop, model, days, signal)) {
    for (const head of page.records) figures.addAll(figuresOf(model, head, shop.mapping));
    unreadable.push(...page.rejected.map(({ id, reason }) => ({ id, reason, raw: null })));
  }
  return { figures, unreadable };
}

/** What one record counts. */
export function* figuresOf(
  model: CountedModel,
  head: Head,
  settings: MappingSettings,
): Generator<Placed> {
  const place = { recordDay: head.on, day: head.on };
  if (model !== 'order') {
    const measure = model === 'customer' ? 'customers' : 'carts';
    return yield { ...place, measure, currency: '', count: 1, sum: '0' };
  }
  const { total, lines, refunds } = head as OrderHead;
  const { currency } = total;
  yield { ...place, measure: 'orders', currency, count: 1, sum: total.amount };
  if (bringsLines(head.on, settings))
    for (const { amount } of lines)
      yield { ...place, measure: 'lines', currency, count: 1, sum: amount };
  for (const { on, amount } of refunds)
    yield { recordDay: head.on, day: on, measure: 'refunds', currency, count: 1, sum: amount };
}

/** Whether orders of this day come with their lines. */
export function bringsLines(day: string, { history }: MappingSettings): boolean {
  return history?.linesSince === undefined || day >= history.linesSince;
}
