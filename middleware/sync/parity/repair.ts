import { newCorrelation } from '../../common/correlation.ts';
import { sleep } from '../../common/sleep.ts';
import type { Days } from '../../connectors/connector.ts';
import type { CountedModel } from '../../model/index.ts';
import type { TouchedCustomer } from '../../store/touched-customers.ts';
import { bringTouchedUpToDate, drainNudges } from '../reread.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Finding } from './findings.ts';
import { believable } from './gone.ts';
import { verifyStore, type StoreParity, type VerifySetup } from './verify.ts';

/**
 * - `nothing`: only compared.
 * - `gone`: only what was written from here and the shop has deleted is marked, which can be taken back.
 * - `all`: whatever differs.
 */
export type Extent = 'nothing' | 'gone' | 'all';

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
 * Compares, has what differs, as far as the extent goes, read from the shop again and sent whatever is remembered of it, marks what Salesforce has
 * too much of, and compares once more. Nothing is deleted, and what somebody else made under a name of their own is left
 * to a person. Throws Failure; what was not dealt with stays to be read again.
 */
export async function verifyAndRepair(
  verify: VerifySetup,
  days: Days = {},
  extent: Extent = 'all',
): Promise<Repaired> {
  const before = await verifyStore(verify, days);
  const { findings, notes } = chosen(before, extent);
  if (findings.length === 0) return { ...before, notes: [...before.notes, ...notes] };
  const { setup, books, signal } = verify;
  const sent = await sendAgain(setup, findings);
  const refused = await books.markRemoved(
    findings.flatMap(({ surplus }) => surplus),
    signal,
  );
  await settled(setup, sent, signal);
  const after = await verifyStore(verify, days);
  const left = new Set(after.findings.map(nameOf));
  const repaired = findings.filter((finding) => !left.has(nameOf(finding)));
  return { ...after, notes: [...after.notes, ...notes], repair: { repaired, refused } };
}

/** What is to be put right, and what a person should know of the rest. */
function chosen(
  parity: StoreParity,
  extent: Extent,
): { readonly findings: readonly Finding[]; readonly notes: readonly string[] } {
  if (extent === 'all') return { findings: parity.findings, notes: [] };
  return extent === 'gone' ? believable(parity) : { findings: [], notes: [] };
}

function nameOf({ model, key }: Finding): string {
  return `${model}/${key}`;
}

/** Longer than a round of live changes takes. */
const patienceMs = 60_000;
const lookEveryMs = 200;

/** Some may be on their way with live changes already: those are waited for. */
async function settled(
  setup: StoreSetup,
  sent: readonly Sent[],
  signal: AbortSignal,
): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
    await drainNudges(setup, signal);
    if (!(await areUnderWay(setup, sent))) break;
    await sleep(lookEveryMs, signal);
  }
  await bringTouchedUpToDate(setup, signal);
}

async function areUnderWay({ store, memory }: StoreSetup, sent: readonly Sent[]): Promise<boolean> {
  for (const model of new Set(sent.map((one) => one.model))) {
    const ids = sent.filter((one) => one.model === model).map(({ id }) => id);
    if ((await memory.nudges.among(store, model, ids)).size > 0) return true;
  }
  return false;
}

interface Sent {
  readonly model: CountedModel;
  /** The platform's id. */
  readonly id: string;
}

const readAgain = new Set<Finding['kind']>(['missing', 'differs', 'gone', 'unreadable']);

async function sendAgain(setup: StoreSetup, findings: readonly Finding[]): Promise<Sent[]> {
  const { store, source, memory, now } = setup;
  const lost = await dependentsOf(setup, findings);
  const correlation = newCorrelation();
  const found = findings.filter(({ kind, model }) => readAgain.has(kind) && source.reread?.[model]);
  const records = [...found, ...lost.orders].filter(({ key }) => key.startsWith(`${store}:`));
  const values = lost.values.map(({ customer, currency }) => `value/${customer}:${currency}`);
  const sent = records.map(({ model, key }) => ({ model, id: key.slice(store.length + 1) }));
  await memory.transaction(async (within) => {
    await within.outcomes.forget([
      ...records.map(({ model, key }) => `${model}/${key}`),
      ...values,
    ]);
    const nudges = sent.map((one) => ({ ...one, correlation }));
    await within.nudges.add(store, nudges, now());
    await within.touched.add(store, lost.values);
  });
  return sent;
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
