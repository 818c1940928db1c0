import { ownCorrelation } from '../common/correlation.ts';
import { isWanted, type MappedModel } from '../mapping/index.ts';
import { addCounts, noCounts, type Counts } from './counts.ts';
import { runLane, type LaneResult, type LaneSetup } from './lane.ts';
import type { StoreSetup } from './store-setup.ts';
import { readRound } from './round.ts';
import { runValues } from './values.ts';

export const nothingRead: LaneResult = { counts: noCounts(), complete: true, readAt: null };

/** Of a run, a round, a request; and of each record's own nudge, by the record's id. */
export type Cause = Pick<LaneSetup<MappedModel>, 'correlation' | 'correlations'>;

/** Reads these records of the shop again and writes what has changed; no checkpoint moves. Throws Failure. */
export async function runReread<Name extends MappedModel>(
  setup: StoreSetup,
  model: Name,
  ids: readonly string[],
  signal: AbortSignal,
  cause: Cause = { correlation: ownCorrelation() },
): Promise<LaneResult> {
  const { source, mapping } = setup;
  const reread = source.reread?.[model];
  if (!reread || ids.length === 0 || !isWanted(model, mapping)) return nothingRead;
  return runLane<Name>({
    ...{ ...setup, ...cause, model, mode: 'reread', reread: source.reread, signal },
    read: (_since, stop) => reread(ids, stop),
    onProgress: () => undefined,
  });
}

/**
 * Reads again whatever was nudged, and works out what customers are then worth, until no nudge is left but of what is on
 * its way already. Throws Failure; what was not dealt with stays nudged.
 */
export async function drainNudges(setup: StoreSetup, signal: AbortSignal): Promise<Counts> {
  let counts = noCounts();
  for (;;) {
    const round = await readNudged(setup, signal);
    if (!round) return counts;
    counts = addCounts(counts, round);
    await bringTouchedUpToDate(setup, signal);
  }
}

/** Works out and writes what touched customers are worth. Throws Failure. */
export async function bringTouchedUpToDate(
  setup: StoreSetup,
  signal: AbortSignal,
  correlation = ownCorrelation(),
): Promise<void> {
  if ((await setup.memory.touched.count(setup.store)) === 0) return;
  await runValues({ ...setup, correlation, signal, onProgress: () => undefined });
}

/** One round: some of each model. Undefined: nothing was nudged but what is on its way already. Throws Failure. */
export async function readNudged(
  setup: StoreSetup,
  signal: AbortSignal,
): Promise<Counts | undefined> {
  signal.throwIfAborted();
  return setup.traffic.live.enter(async () => (await readRound(setup, signal))?.write());
}

/**
 * Reads again, by their ids, those of the given keys that are still to be written. What waits for a customer, or was
 * put off, need not change in the shop to become possible in Salesforce.
 */
export async function rereadPending(
  setup: StoreSetup,
  model: MappedModel,
  before: readonly string[],
  signal: AbortSignal,
  correlation: string,
): Promise<LaneResult> {
  const { store, memory } = setup;
  if (before.length === 0) return nothingRead;
  const prefix = `${model}/${store}:`;
  const ids = (await memory.rejections.pending(store, model, before))
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  return runReread(setup, model, ids, signal, { correlation });
}

/** Those that were tried longest ago come first, so that everybody's turn comes. */
export const pendingAtOnce = 500;
