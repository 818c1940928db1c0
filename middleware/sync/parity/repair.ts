import { newCorrelation } from '../../common/correlation.ts';
import type { Days } from '../../connectors/connector.ts';
import type { CountedModel } from '../../model/index.ts';
import type { TouchedCustomer } from '../../store/touched-customers.ts';
import { bringTouchedUpToDate, drainNudges } from '../reread.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Finding } from './findings.ts';
import { verifyStore, type StoreParity, type VerifySetup } from './verify.ts';

export interface Repair {
  /** What differed before, and does no more. */
  readonly repaired: readonly Finding[];
  /** Marks that Salesforce refused, a sentence each. */
  readonly refused: readonly string[];
}

/** After a repair: `findings` is what is left. */
export interface Repaired extends StoreParity {
  readonly repair?: Repair;
}

/**
 * Compares, has what differs read from the shop again and sent whatever is remembered of it, marks what Salesforce has
 * too much of, and compares once more. Nothing is deleted, and what somebody else made under a name of their own is left
 * to a person. Throws Failure; what was not dealt with stays to be read again.
 */
export async function verifyAndRepair(verify: VerifySetup, days: Days = {}): Promise<Repaired> {
  const before = await verifyStore(verify, days);
  if (before.differing === 0) return before;
  const { setup, books, signal } = verify;
  await sendAgain(setup, before.findings);
  const refused = await books.markRemoved(
    before.findings.flatMap(({ surplus }) => surplus),
    signal,
  );
  await setup.gate.enter(async () => {
    await drainNudges(setup, signal);
    await bringTouchedUpToDate(setup, signal);
  });
  const after = await verifyStore(verify, days);
  const left = new Set(after.findings.map(nameOf));
  const repaired = before.findings.filter((finding) => !left.has(nameOf(finding)));
  return { ...after, repair: { repaired, refused } };
}

function nameOf({ model, key }: Finding): string {
  return `${model}/${key}`;
}

const readAgain = new Set<Finding['kind']>(['missing', 'differs', 'gone', 'unreadable']);

async function sendAgain(setup: StoreSetup, findings: readonly Finding[]): Promise<void> {
  const { store, source, memory, now } = setup;
  const lost = await dependentsOf(setup, findings);
  const correlation = newCorrelation();
  const found = findings.filter(({ kind, model }) => readAgain.has(kind) && source.reread?.[model]);
  const records = [...found, ...lost.orders].filter(({ key }) => key.startsWith(`${store}:`));
  const values = lost.values.map(({ customer, currency }) => `value/${customer}:${currency}`);
  await memory.transaction(async (within) => {
    await within.outcomes.forget([
      ...records.map(({ model, key }) => `${model}/${key}`),
      ...values,
    ]);
    const nudges = records.map(({ model, key }) => {
      return { model, id: key.slice(store.length + 1), correlation };
    });
    await within.nudges.add(store, nudges, now());
    await within.touched.add(store, lost.values);
  });
}

/** Whoever deletes a customer in Salesforce takes them off their orders, and what they are worth with them. */
async function dependentsOf(
  { memory }: StoreSetup,
  findings: readonly Finding[],
): Promise<{
  orders: { model: CountedModel; key: string }[];
  values: TouchedCustomer[];
}> {
  const customers = findings
    .filter(({ kind, model }) => model === 'customer' && kind !== 'gone')
    .map(({ key }) => key);
  if (customers.length === 0) return { orders: [], values: [] };
  const facts = await memory.facts.of(customers);
  const values = new Map(
    facts.map(({ customer, currency }) => [
      `${customer} ${currency}`,
      { customer: customer!, currency },
    ]),
  );
  return {
    orders: facts.map(({ key }) => ({ model: 'order' as const, key })),
    values: [...values.values()],
  };
}
