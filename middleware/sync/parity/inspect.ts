import type { CountedModel, Head, OrderHead } from '../../model/index.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Booked } from './booked.ts';
import type { Books } from './books.ts';
import { compareRecord } from './compare-record.ts';
import { Figures } from './figures.ts';
import type { Finding } from './findings.ts';
import { judgeStrangers } from './judge-strangers.ts';
import { judgeSuspects } from './judge.ts';
import { figuresOf, headsOf } from './shop-side.ts';
import type { Span } from './spans.ts';

export interface Inspecting {
  readonly setup: StoreSetup;
  readonly books: Books;
  readonly signal: AbortSignal;
  /** By the source's clock, UTC ISO-8601: when the shop was first asked. */
  readonly startedAt: string;
  /** `YYYY-MM-DD`: earlier days are not compared. */
  readonly since: string | undefined;
}

export interface Inspection {
  readonly findings: readonly Finding[];
  /** Records that changed while they were being compared, and are not judged. */
  readonly meanwhile: number;
  /** Both sides of these days, counted once more. */
  readonly shop: Figures;
  readonly salesforce: Figures;
}

/** A record that does not look the same on both sides; one side may lack it. */
export interface Suspect {
  /** The platform's id. */
  readonly id: string;
  readonly head: Head | undefined;
  readonly booked: Booked | undefined;
}

/** Enough to be kind to both sides; what comes beyond it is judged by the list alone. */
const askedAgain = 2000;
const batchSize = 200;

/** Lists the records of some days on both sides, and says of each that differs why. Throws Failure. */
export async function inspect(
  inspecting: Inspecting,
  model: CountedModel,
  span: Span,
): Promise<Inspection> {
  const { setup, books, signal } = inspecting;
  const heads = await listShop(inspecting, model, span);
  const listed = await books.list(model, setup.store, span, signal);
  const booked = listed.filter(({ on }) => span.days.has(on));
  const { suspects, strangers } = pair(inspecting, model, heads, booked);
  const findings: Finding[] = [];
  let meanwhile = 0;
  for (let from = 0; from < suspects.length; from += batchSize) {
    const some = suspects.slice(from, from + batchSize);
    const judged = await judgeSuspects(inspecting, model, some, from < askedAgain);
    findings.push(...judged.findings);
    meanwhile += judged.meanwhile;
  }
  findings.push(...judgeStrangers(setup.store, model, strangers, heads));
  const shop = new Figures();
  for (const head of heads.values()) shop.addAll(figuresOf(model, head, setup.mapping));
  return { findings, meanwhile, shop, salesforce: countBooked(inspecting, model, booked) };
}

async function listShop(
  { setup, signal }: Inspecting,
  model: CountedModel,
  { since, until, days }: Span,
): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>();
  if (since === '') return heads;
  for await (const page of headsOf(setup, model, { since, until }, signal))
    for (const head of page.records) if (days.has(head.on)) heads.set(head.id, head);
  return heads;
}

/** Who differs, and what in Salesforce bears no id of the shop's. */
function pair(
  { setup: { store, mapping } }: Inspecting,
  model: CountedModel,
  heads: ReadonlyMap<string, Head>,
  booked: readonly Booked[],
) {
  const prefix = `${store}:`;
  const there = new Map<string, Booked>();
  const strangers: Booked[] = [];
  for (const one of booked) {
    if (one.externalId?.startsWith(prefix)) there.set(one.externalId.slice(prefix.length), one);
    else strangers.push(one);
  }
  const suspects: Suspect[] = [];
  for (const [id, head] of heads) {
    const booked = there.get(id);
    there.delete(id);
    if (booked && compareRecord(model, store, head, booked, mapping).what.length === 0) continue;
    suspects.push({ id, head, booked });
  }
  for (const [id, booked] of there) suspects.push({ id, head: undefined, booked });
  return { suspects, strangers };
}

/** As Salesforce would count them itself. */
function countBooked(
  { setup: { mapping } }: Inspecting,
  model: CountedModel,
  booked: readonly Booked[],
): Figures {
  const figures = new Figures();
  for (const { id, on, currency, total, lines, refunds } of booked) {
    const parts = { lines: lines.map(amountOf), refunds: refunds.map(amountOf) };
    const head: Head & Partial<OrderHead> = {
      ...{ id, on, updatedAt: '', number: '' },
      ...{ total: { amount: total ?? '0', currency }, ...parts },
    };
    figures.addAll(figuresOf(model, head, mapping));
  }
  return figures;
}

function amountOf({ id, amount, on }: Booked['refunds'][number]) {
  return { id, amount: amount ?? '0', on };
}
