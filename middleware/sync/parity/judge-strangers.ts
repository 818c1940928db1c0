import { sameAmount } from '../../common/money.ts';
import type { CountedModel, Head, OrderHead } from '../../model/index.ts';
import type { Booked } from './booked.ts';
import type { Finding } from './findings.ts';

/**
 * Records of Salesforce whose external id is none of the store's. Only what has number, day, total and currency of an
 * order of the shop is called its duplicate: two orders may well share a number on one day.
 */
export function judgeStrangers(
  store: string,
  model: CountedModel,
  strangers: readonly Booked[],
  heads: ReadonlyMap<string, Head>,
): Finding[] {
  const orders = model === 'order' ? [...heads.values()].map((head) => head as OrderHead) : [];
  const named = Map.groupBy(orders, ({ number }) => number);
  return strangers.map((booked) => {
    const { id, number, on, changedAt } = booked;
    const alike = number === null ? [] : (named.get(number) ?? []);
    return {
      ...{ model, key: id, number, day: on, changedAt, inFlight: false },
      ...{ what: [whose(booked)], ...verdict(store, booked, alike) },
    };
  });
}

function whose({ externalId }: Booked): string {
  return externalId === null ? 'it has no external id' : `its external id is ${externalId}`;
}

/** `alike`: the orders of the shop with the same number. */
function verdict(
  store: string,
  booked: Booked,
  alike: readonly OrderHead[],
): Pick<Finding, 'kind' | 'why' | 'surplus'> {
  const sameDay = alike.filter(({ on }) => on === booked.on);
  const twin = sameDay.find(({ total }) => isTotal(total, booked));
  if (twin) {
    const why = `It repeats ${store}:${twin.id}: somebody else made it.`;
    return { kind: 'duplicate', why, surplus: [{ object: 'Commerce_Order__c', id: booked.id }] };
  }
  const [namesake] = sameDay;
  const why = namesake
    ? `It shares number and day with ${store}:${namesake.id}, but not the total: somebody else made it.`
    : 'The shop never had it: somebody else made it.';
  return { kind: 'foreign', why, surplus: [] };
}

function isTotal({ amount, currency }: OrderHead['total'], booked: Booked): boolean {
  const { total } = booked;
  return total !== null && currency === booked.currency && sameAmount(amount, total);
}
