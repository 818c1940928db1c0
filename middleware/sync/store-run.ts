import { correlated, ownCorrelation } from '../common/correlation.ts';
import { Failure, messageOf } from '../common/errors.ts';
import type { Read, StoreReport } from '../connectors/connector.ts';
import { isWanted, mappedModels, type MappedModel } from '../mapping/index.ts';
import type { Model } from '../model/index.ts';
import type { Subject } from '../store/schema.ts';
import { addCounts, noCounts, type Counts } from './counts.ts';
import { runLane, type LaneResult } from './lane.ts';
import { introduce, tellChecked } from './introduce.ts';
import { relink } from './relink.ts';
import { pendingAtOnce, readNudged, rereadPending } from './reread.ts';
import type { Progress, StoreSetup } from './store-setup.ts';
import { remap } from './remap.ts';
import { runValues } from './values.ts';

export type { Progress, StoreSetup } from './store-setup.ts';
export type Mode = 'backfill' | 'delta';

/** A run of a store, which has a name of its own. */
type RunSetup = StoreSetup & { readonly correlation: string };

export interface StoreRunResult {
  readonly store: string;
  readonly report: StoreReport;
  readonly counts: Readonly<Counts>;
  /** False where a further run has to fetch what is missing. */
  readonly complete: boolean;
}

/**
 * Brings one store up to date: all of it, or what has changed. Customers before orders, so that an order finds its
 * customer, and what customers are worth last. Throws Failure; what was written until then stays, and the next run goes on from there.
 */
export async function runStore(
  store: StoreSetup,
  mode: Mode,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<StoreRunResult> {
  const correlation = ownCorrelation();
  return correlated(correlation, () => run({ ...store, correlation }, mode, signal, onProgress));
}

async function run(
  setup: RunSetup,
  mode: Mode,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<StoreRunResult> {
  const { source, mapping } = setup;
  const report = await begin(setup, mode, signal);
  const results: LaneResult[] = [];
  for (const model of mappedModels) {
    if (!source.read[model] || !isWanted(model, mapping)) continue;
    results.push(await runModel(setup, model, mode, signal, onProgress));
  }
  const remapped = await readAgain(setup, signal);
  results.push(await bringValuesUpToDate(setup, mode, signal, onProgress));
  if (remapped) results.push({ counts: remapped, complete: remapped.retry === 0, readAt: null });
  const counts = results.map((result) => result.counts).reduce(addCounts, noCounts());
  const complete = results.every((result) => result.complete);
  if (complete) await tellChecked(setup, report, earliest(results, setup.now()));
  return { store: setup.store, report, counts, complete };
}

/** Whoever follows the store reads again what was nudged, at the pace of what comes in: a run would never be done with it. */
async function readAgain(setup: RunSetup, signal: AbortSignal): Promise<Counts | undefined> {
  if (setup.traffic.isFollowed) {
    setup.bell.ring();
    return undefined;
  }
  while (await readNudged(setup, signal));
  return remap(setup, signal);
}

/** What keeps a run from its first lane is told in the status like what ends one. */
async function begin(setup: RunSetup, mode: Mode, signal: AbortSignal): Promise<StoreReport> {
  const { store, source, memory, correlation, now } = setup;
  const startedAt = now();
  try {
    const report = await source.check(signal);
    await introduce(setup, report);
    await relink(setup, signal);
    return report;
  } catch (error) {
    if (!signal.aborted) {
      const id = await memory.runs.start(store, 'store', mode, startedAt, correlation);
      const message = messageOf(error);
      const end = { state: 'failed' as const, endedAt: now(), counts: noCounts(), message };
      await memory.runs.end(id, end);
    }
    throw error;
  }
}

function runModel<Name extends MappedModel>(
  setup: RunSetup,
  model: Name,
  mode: Mode,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<LaneResult> {
  const { source, store, memory, correlation } = setup;
  const { [model]: read } = source.read as { readonly [K in Name]: Read<Model[K]> };
  return recorded(setup, model, mode, onProgress, async (tell) => {
    const pending = await memory.rejections.pending(store, model, pendingAtOnce);
    const { reread } = source;
    const lane = { ...setup, model, mode, read, reread, signal };
    const result = await runLane<Name>({ ...lane, onProgress: tell });
    const again = await rereadPending(setup, model, pending, signal, correlation);
    return {
      counts: addCounts(result.counts, again.counts),
      complete: result.complete && again.complete,
      readAt: result.readAt,
    };
  });
}

/** Customers who are worked out at once: a history was read. */
const many = 5000;

/** Whoever an earlier run that was cut off has left behind is among those touched. */
async function bringValuesUpToDate(
  setup: RunSetup,
  mode: Mode,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<LaneResult> {
  const total = await setup.memory.touched.count(setup.store);
  if (total === 0) return { counts: noCounts(), complete: true, readAt: null };
  if (total >= many) await setup.memory.facts.analyze();
  return recorded(setup, 'value', mode, onProgress, async (tell) => {
    const onProgress = (counts: Readonly<Counts>) => tell(counts, total);
    return { ...(await runValues({ ...setup, signal, onProgress })), readAt: null };
  });
}

/** Keeps a record of the run, and passes on how far it is. */
async function recorded(
  { store, memory, correlation, now }: RunSetup,
  model: Progress['model'] & Subject,
  mode: Mode,
  onProgress: (progress: Progress) => void,
  work: (tell: (counts: Readonly<Counts>, total: number | null) => void) => Promise<LaneResult>,
): Promise<LaneResult> {
  const id = await memory.runs.start(store, model, mode, now(), correlation);
  let latest: Readonly<Counts> = noCounts();
  let known: number | null = null;
  const tell = (done: boolean) => onProgress({ store, model, counts: latest, total: known, done });
  try {
    const result = await work((counts, total) => {
      [latest, known] = [counts, total];
      tell(false);
    });
    latest = result.counts;
    tell(true);
    const state = result.complete ? ('done' as const) : ('incomplete' as const);
    await memory.runs.end(id, { state, endedAt: now(), counts: result.counts, message: null });
    return result;
  } catch (error) {
    const message = messageOf(error);
    const end = { state: 'failed' as const, endedAt: now(), counts: latest, message };
    await memory.runs.end(id, end);
    throw named(error, `Store ${store}, ${model}s`);
  }
}

/** Every failure that reaches a person says which store it is about. */
function named(error: unknown, where: string): unknown {
  if (!(error instanceof Failure) || error.message.startsWith(where)) return error;
  const { kind, action, retryAfterMs, heldBack } = error;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const details = { kind, action, cause: error, heldBack, ...wait };
  return new Failure(`${where}: ${error.message}`, details);
}

/** All models are known up to the earliest of their reads; a read that gave nothing says nothing. */
function earliest(results: readonly LaneResult[], now: Date): string {
  const times = results.flatMap(({ readAt }) => readAt ?? []);
  return times.sort()[0] ?? now.toISOString();
}
