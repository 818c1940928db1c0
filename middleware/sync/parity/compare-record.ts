import { sameAmount } from '../../common/money.ts';
import type { MappingSettings } from '../../mapping/index.ts';
import type { CountedModel, Head, OrderHead, PartHead } from '../../model/index.ts';
import type { Booked, BookedPart } from './booked.ts';
import type { Surplus } from './findings.ts';
import { bringsLines } from './shop-side.ts';

export interface Comparison {
  /** A clause for each thing that is not the same; empty: all is. */
  readonly what: readonly string[];
  /** Parts that Salesforce has and the shop has not. */
  readonly surplus: readonly Surplus[];
}

/** `store`: the store's external id, with which those of its records begin. */
export function compareRecord(
  model: CountedModel,
  store: string,
  head: Head,
  booked: Booked,
  settings: MappingSettings,
): Comparison {
  const removed = booked.removed ? ['it is marked as removed in Salesforce'] : [];
  const day = both('day', head.on, booked.on, head.on === booked.on);
  if (model !== 'order') return { what: [...removed, ...day], surplus: [] };
  const order = head as OrderHead;
  const { amount, currency } = order.total;
  const same = currency === booked.currency && isAmount(amount, booked.total);
  const total = both('total', `${amount} ${currency}`, money(booked.total, booked.currency), same);
  const lines = bringsLines(head.on, settings)
    ? compareParts(lineParts, store, order.lines, booked.lines, currency)
    : nothing;
  const refunds = compareParts(refundParts, store, order.refunds, booked.refunds, currency);
  return {
    what: shorten([...removed, ...day, ...total, ...lines.what, ...refunds.what]),
    surplus: [...lines.surplus, ...refunds.surplus],
  };
}

const nothing: Comparison = { what: [], surplus: [] };

/** Enough to see what is wrong with an order of hundreds of lines. */
const mostClauses = 8;

function shorten(what: readonly string[]): string[] {
  if (what.length <= mostClauses) return [...what];
  const shown = what.slice(0, mostClauses - 1);
  return [...shown, `${what.length - shown.length} more of its parts`];
}

function both(name: string, shop: string, salesforce: string, same: boolean): string[] {
  return same ? [] : [`${name}: ${shop} in the shop, ${salesforce || 'none'} in Salesforce`];
}

function isAmount(exact: string, other: string | null): boolean {
  return other !== null && sameAmount(exact, other);
}

function money(amount: string | null, currency: string): string {
  return amount === null ? '' : `${amount} ${currency}`.trim();
}

const lineParts = { name: 'line', object: 'Commerce_Order_Line__c' };
const refundParts = { name: 'refund', object: 'Commerce_Refund__c' };

type Part = PartHead & { readonly on?: string };

function compareParts(
  { name, object }: typeof lineParts,
  store: string,
  shop: readonly Part[],
  salesforce: readonly BookedPart[],
  currency: string,
): Comparison {
  const there = new Map<string, BookedPart>();
  const surplus: BookedPart[] = [];
  const known = new Set(shop.map(({ id }) => `${store}:${id}`));
  for (const part of salesforce) {
    const { externalId } = part;
    if (externalId !== null && known.has(externalId)) there.set(externalId, part);
    else surplus.push(part);
  }
  const what = shop.flatMap((part) => {
    const other = there.get(`${store}:${part.id}`);
    if (!other) return [`${name} ${part.id} is missing in Salesforce`];
    return comparePart(`${name} ${part.id}`, part, other, currency);
  });
  const more = surplus.map(({ id, externalId }) => {
    const whose = externalId === null ? 'without external id' : externalId;
    return `${name} ${id} (${whose}) is in Salesforce only`;
  });
  return { what: [...what, ...more], surplus: surplus.map(({ id }) => ({ object, id })) };
}

function comparePart(name: string, part: Part, other: BookedPart, currency: string): string[] {
  const same = other.currency === currency && isAmount(part.amount, other.amount);
  return [
    ...both(name, `${part.amount} ${currency}`, money(other.amount, other.currency), same),
    ...(part.on === undefined ? [] : both(`${name}, day`, part.on, other.on, part.on === other.on)),
  ];
}
