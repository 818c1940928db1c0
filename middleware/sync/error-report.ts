import {
  logIdFields,
  resolvedError,
  syncErrorObject,
  syncErrorRecord,
  syncErrorState,
  syncRunObject,
  syncRunRecord,
  type Fault,
  type SyncRun,
} from '../mapping/index.ts';
import type { Aggregate, RecordWriter, Row, SalesforceRecord } from '../salesforce/record.ts';
import type { MirroredError } from '../store/error-mirror.ts';
import type { Store } from '../store/store.ts';
import { reasonOf } from './reason.ts';

export interface ErrorReport {
  /** External ids. */
  readonly stores: readonly string[];
  readonly memory: Store;
  readonly writer: RecordWriter;
  /** So many errors of one store are shown in Salesforce at most. */
  readonly most: number;
  readonly now: () => Date;
}

export interface Reported {
  readonly written: number;
  /** What Salesforce did not take: told once, for the next version is told anew. */
  readonly refused: readonly string[];
}

/** Of one store at one look: what is left comes with the next. */
const atOnce = 500;
/** What waits, or is tried again by itself, may be over before anybody could look at it. */
const patienceMs = 10 * 60_000;

/** A store that fails is tried again at least every quarter of an hour: what failed longer ago is another story. */
const streakMs = 3_600_000;

/** A record for Salesforce, and what is remembered once it has it. */
interface Telling {
  readonly row: Row;
  told(): void;
}

/**
 * Tells Salesforce of what cannot be written to it: what is new, changed or healed since it was last told, and of runs
 * that changed something or failed. Writes nothing where nothing has changed. Throws Failure; what was confirmed until
 * then is not told again.
 */
export async function reportErrors(report: ErrorReport): Promise<Reported> {
  let total: Reported = { written: 0, refused: [] };
  for (const store of report.stores) {
    const { written, refused } = await reportStore(report, store);
    total = { written: total.written + written, refused: [...total.refused, ...refused] };
  }
  const { written, refused } = await reportRuns(report);
  return { written: total.written + written, refused: [...total.refused, ...refused] };
}

async function reportStore(report: ErrorReport, store: string): Promise<Reported> {
  const { errors } = report.memory;
  const at = report.now().toISOString();
  const healed = await errors.healed(store, atOnce);
  const stuck = await errorsOf(report, store);
  const [done, told]: [typeof healed, MirroredError[]] = [[], []];
  const tellings = [
    ...healed.map((one): Telling => ({ row: healedRow(one.key, at), told: () => done.push(one) })),
    ...stuck.map((one): Telling => ({
      row: errorRow(one, store, at),
      told: () => told.push(one),
    })),
  ];
  return tell(report, tellings, async () => {
    await errors.forgetHealed(store, done);
    await errors.reported(store, told);
  });
}

async function errorsOf(
  { memory, most, now }: ErrorReport,
  store: string,
): Promise<MirroredError[]> {
  const { errors } = memory;
  const changed = await errors.changed(store, atOnce);
  const since = new Date(now().getTime() - patienceMs);
  const fresh = await errors.unreported(store, atOnce - changed.length, since);
  if (fresh.length === 0) return changed;
  const room = Math.max(0, most - (await errors.shown(store)));
  return [...changed, ...fresh.slice(0, room)];
}

const healedAnswer = 'Nothing is missing: it is in Salesforce, or the shop no longer has it.';

/** Whoever deleted the error in Salesforce does not want to see it again. */
function healedRow(key: string, at: string): Row {
  return { ...rowOf(syncErrorObject, resolvedError(key, healedAnswer, at)), onlyIfThere: true };
}

function errorRow(error: MirroredError, store: string, at: string): Row {
  const { state, answer, stateChanged } = error;
  // Whatever was handed in as a fault is one.
  const record = syncErrorRecord({ ...error, store, faults: error.faults as readonly Fault[] });
  return rowOf(syncErrorObject, {
    ...record,
    ...(stateChanged ? syncErrorState(state, answer, at) : {}),
  });
}

function rowOf(object: string, fields: SalesforceRecord): Row {
  return { object, externalId: String(fields[logIdFields[object]!]), fields };
}

/** A run that found nothing new leaves no record, and a failure that comes again and again leaves one. */
async function reportRuns(report: ErrorReport): Promise<Reported> {
  const { runs } = report.memory;
  const all = await runs.unreported(atOnce);
  if (all.length === 0) return { written: 0, refused: [] };
  const failed = await runs.failing(new Date(report.now().getTime() - streakMs));
  const told: SyncRun[] = [];
  const passedOver: string[] = [];
  const tellings: Telling[] = [];
  for (const run of all) {
    const { id, store, model, state, message } = run;
    const line = `${store} ${model}`;
    const isNews = worthTelling(run) && !(state === 'failed' && failed.get(line) === message);
    if (state === 'failed') failed.set(line, message);
    else failed.delete(line);
    if (!isNews) passedOver.push(id);
    else {
      const row = rowOf(syncRunObject, syncRunRecord(run, await hiddenOf(report, store)));
      tellings.push({ row, told: () => told.push(run) });
    }
  }
  await runs.reported(passedOver, 'passed over');
  return tell(report, tellings, async () => {
    for (const { id, state } of told) await runs.reported([id], state as 'done');
  });
}

function worthTelling({ state, counts }: SyncRun): boolean {
  const { written = 0, rejected = 0 } = counts;
  return state !== 'done' || written + rejected > 0;
}

async function hiddenOf({ memory, most }: ErrorReport, store: string): Promise<number> {
  const isFull = (await memory.errors.shown(store)) >= most;
  return isFull ? memory.errors.hidden(store) : 0;
}

async function tell(
  { writer, now }: ErrorReport,
  tellings: readonly Telling[],
  remember: () => Promise<void>,
): Promise<Reported> {
  if (tellings.length === 0) return { written: 0, refused: [] };
  const byKey = new Map(tellings.map((one) => [one.row.externalId, one]));
  const at = now().toISOString();
  let written = 0;
  const refused: string[] = [];
  try {
    for await (const { key, state, errors } of writer.write(aggregates(byKey, at))) {
      if (state === 'retry') continue;
      byKey.get(key)!.told();
      if (state === 'written') written += 1;
      else refused.push(reasonOf(errors));
    }
  } finally {
    await remember();
  }
  return { written, refused };
}

async function* aggregates(
  tellings: ReadonlyMap<string, Telling>,
  at: string,
): AsyncGenerator<Aggregate> {
  for (const [key, { row }] of tellings) {
    yield { key, version: { sourceTime: at, readAt: at }, rows: [row] };
  }
}
