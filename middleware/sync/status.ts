import { hideAll } from '../common/redact.ts';
import type { BudgetReport } from '../salesforce/budget.ts';
import type { Store } from '../store/store.ts';
import type { EventsReport } from './event-watch.ts';
import type { StoreParity } from './parity/verify.ts';

export interface Status {
  readonly org: string;
  readonly checkpoints: Awaited<ReturnType<Store['checkpoints']['all']>>;
  readonly runs: Awaited<ReturnType<Store['runs']['latest']>>;
  /** Those that are ignored left out. */
  readonly rejected: number;
  readonly ignored: number;
  /** The newest of them. */
  readonly rejections: Awaited<ReturnType<Store['rejections']['list']>>;
  /** Records that are to be read again. */
  readonly nudges: number;
  /** Bulk jobs that Salesforce has not confirmed. */
  readonly openJobs: number;
  /** How each store's two sides compared when all of it was last looked at. */
  readonly parity: readonly StoreParity[];
  /** Stores that a person has to put right, and how. */
  readonly stopped: Awaited<ReturnType<Store['stops']['all']>>;
  /** How the org's limits stand; absent: it is not known. */
  readonly budget?: BudgetReport | undefined;
  /** Whether Salesforce's events are heard; absent: no service was asked. */
  readonly events?: EventsReport | undefined;
  /** By the backfills that are remembered, one after the other. */
  readonly backfilled?: { readonly rows: number; readonly seconds: number };
}

export type PublicStatus = Omit<Status, 'rejections'>;

/** What strangers may see: a reason can quote what stands in the record. */
export function withoutRecords({ rejections: _rejections, ...status }: Status): PublicStatus {
  const parity = status.parity.map((one) => ({ ...one, findings: [], notes: [] }));
  const runs = status.runs.map((run) => ({ ...run, message: run.message && hideAll(run.message) }));
  const stopped = status.stopped.map((stop) => ({ ...stop, message: hideAll(stop.message) }));
  return { ...status, runs, parity, stopped };
}

/** The middleware's own view of one org. */
export async function readStatus(
  org: string,
  memory: Store,
  live: Pick<Status, 'budget' | 'events'> = {},
): Promise<Status> {
  return {
    org,
    ...live,
    checkpoints: await memory.checkpoints.all(),
    runs: await memory.runs.latest(),
    rejected: await memory.rejections.count(),
    ignored: await memory.rejections.count(true),
    rejections: await memory.rejections.list({ limit: 20 }),
    nudges: await memory.nudges.count(),
    openJobs: (await memory.ledger.open()).length,
    parity: (await memory.parity.all()).map(({ report }) => JSON.parse(report) as StoreParity),
    stopped: await memory.stops.all(),
    backfilled: await memory.runs.backfilled(),
  };
}
