import type { Days, Rejection } from '../../connectors/connector.ts';
import { isWanted } from '../../mapping/index.ts';
import type { CountedModel } from '../../model/index.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Books } from './books.ts';
import { differing, totals, type Compared, type Figures } from './figures.ts';
import type { Finding } from './findings.ts';
import { inspect, type Inspecting } from './inspect.ts';
import { canCount, countShop } from './shop-side.ts';
import { spansOf } from './spans.ts';

/** Whether a store's two sides agree, at a time. Days are `YYYY-MM-DD`, times UTC ISO-8601. */
export interface StoreParity {
  readonly store: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** The first and the last day that were compared; null: no bound. */
  readonly since: string | null;
  readonly until: string | null;
  readonly agrees: boolean;
  /** All that was counted, by measure and currency. */
  readonly totals: readonly Compared[];
  /** Days that are not the same, each with the measure and the currency. */
  readonly days: readonly Compared[];
  /** Records that are not the same; the first of them. */
  readonly findings: readonly Finding[];
  /** How many there are. */
  readonly differing: number;
  /** Records that changed while they were compared: they are judged next time. */
  readonly meanwhile: number;
  /** What a person should know of how it was compared. */
  readonly notes: readonly string[];
}

export interface VerifySetup {
  readonly setup: StoreSetup;
  readonly books: Books;
  readonly signal: AbortSignal;
}

/** Told in one report. All are counted. */
const mostFindings = 10_000;

const models: readonly CountedModel[] = ['customer', 'order', 'cart'];

/**
 * Counts both sides by day and currency, and looks record by record into the days that differ. Reads the shop itself,
 * never what is remembered of it; memory only tells why. Writes nothing. Throws Failure.
 */
export async function verifyStore(verify: VerifySetup, days: Days = {}): Promise<StoreParity> {
  const { setup } = verify;
  const startedAt = setup.now().toISOString();
  const { since, notes } = await begin(verify, days);
  const bounds = { ...days, since };
  const results: ModelParity[] = [];
  for (const model of models) {
    if (!canCount(setup, model) || !isWanted(model, setup.mapping)) continue;
    results.push(await verifyModel(verify, model, bounds, startedAt));
  }
  const findings = results.flatMap((result) => result.findings);
  const unexplained = results.flatMap((result) => result.unexplained);
  return {
    ...{ store: setup.store, startedAt, endedAt: setup.now().toISOString() },
    ...{ since: since ?? null, until: days.until ?? null },
    agrees: findings.length === 0 && unexplained.length === 0,
    totals: results.flatMap((result) => result.totals),
    days: results.flatMap((result) => result.days),
    findings: findings.slice(0, mostFindings),
    differing: findings.length,
    meanwhile: results.reduce((sum, { meanwhile }) => sum + meanwhile, 0),
    notes: [...notes, ...unexplained],
  };
}

/** Where comparing begins: not before what the store brings, nor before what the shop shows. */
async function begin({ setup, signal }: VerifySetup, { since }: Days) {
  const { source, mapping } = setup;
  const brought = mapping.history?.ordersSince;
  const visible = (await source.tally?.visibleSince?.(signal)) ?? undefined;
  const first = [since, brought, visible]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
  const notes: string[] = [];
  if (first !== since && first === brought)
    notes.push(`Orders before ${first} are not brought (history.ordersSince).`);
  else if (first !== since)
    notes.push(
      `The shop shows this app no orders before ${first}: what is older was not compared.`,
    );
  return { since: first, notes };
}

interface ModelParity extends Pick<StoreParity, 'totals' | 'days' | 'findings' | 'meanwhile'> {
  /** Days that differ although no record does. */
  readonly unexplained: readonly string[];
}

async function verifyModel(
  { setup, books, signal }: VerifySetup,
  model: CountedModel,
  days: Days,
  startedAt: string,
): Promise<ModelParity> {
  const linesSince = setup.mapping.history?.linesSince;
  const { figures: shop, unreadable } = await countShop(setup, model, days, signal);
  const salesforce = await books.figures(model, setup.store, { ...days, linesSince }, signal);
  const suspicious = new Set(differing(shop, salesforce).map(({ recordDay }) => recordDay));
  const inspecting = { setup, books, signal, startedAt, since: days.since };
  const found = await inspectDays(inspecting, model, suspicious, [shop, salesforce]);
  // A record that is on one day here and on another there is met on both.
  const met = new Map(found.findings.map((finding) => [finding.key, finding]));
  const findings = [...met.values(), ...uncounted(setup.store, model, unreadable, met)];
  return {
    totals: totals(shop, salesforce),
    days: found.days,
    findings,
    ...{ meanwhile: found.meanwhile, unexplained: found.unexplained },
  };
}

async function inspectDays(
  inspecting: Inspecting,
  model: CountedModel,
  days: ReadonlySet<string>,
  sides: readonly Figures[],
) {
  const findings: Finding[] = [];
  const compared: Compared[] = [];
  const unexplained: string[] = [];
  let meanwhile = 0;
  for (const span of spansOf(model, days, sides)) {
    const inspection = await inspect(inspecting, model, span);
    findings.push(...inspection.findings);
    meanwhile += inspection.meanwhile;
    const differ = differing(inspection.shop, inspection.salesforce);
    // What changed while it was compared makes the sums of its day differ, and nothing is wrong.
    if (inspection.findings.length + inspection.meanwhile === 0 && differ.length > 0)
      unexplained.push(`${span.since} to ${span.until}: sums differ though no record does.`);
    else if (inspection.findings.length > 0) compared.push(...differ);
  }
  return { findings, days: compared, unexplained, meanwhile };
}

/** What the shop gave and nobody could count, where nothing else was said of it. */
function uncounted(
  store: string,
  model: CountedModel,
  unreadable: readonly Rejection[],
  told: ReadonlyMap<string, Finding>,
): Finding[] {
  return unreadable
    .map(({ id, reason }) => ({ key: `${store}:${id}`, reason }))
    .filter(({ key }) => !told.has(key))
    .map(({ key, reason }) => ({
      ...({ kind: 'unreadable', model, key, number: null, day: '', why: reason } as const),
      what: ['the shop has it, but it cannot be counted'],
      ...{ changedAt: null, inFlight: false, surplus: [] },
    }));
}
