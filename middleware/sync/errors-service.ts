import { failureOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { RecordWriter } from '../salesforce/record.ts';
import { answerErrors } from './answer-errors.ts';
import type { ErrorDesk } from './error-desk.ts';
import { reportErrors } from './error-report.ts';
import type { StoreSetup } from './store-setup.ts';
import { Wake, Watcher } from './wake.ts';

export interface ErrorsSetup {
  readonly stores: readonly StoreSetup[];
  readonly desk: ErrorDesk;
  /** For few rows of what tells of the work itself. */
  readonly writer: RecordWriter;
  /** Errors of one store, and runs, that Salesforce shows at most; 0: none of both. */
  readonly most: number;
  /** Days after which Salesforce forgets what is resolved and over. */
  readonly keepDays: number;
  /** Between two looks for what people ask for; 0: none. */
  readonly askEveryMs: number;
  /** Tells of what people ask for; usual: the clock alone. */
  readonly wake?: Wake;
  readonly signal: AbortSignal;
  readonly log: Logger;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Quick enough for whoever presses a button, slow enough to gather what belongs together. */
const reportEveryMs = 3000;
const sweepEveryMs = 3_600_000;
const longestBackoffMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

/** Keeps Salesforce's lists of errors and runs up to date, and does what people ask for there, until the signal ends it. */
export async function runErrors(setup: ErrorsSetup): Promise<void> {
  const { stores, most, keepDays, askEveryMs, desk, signal, wake = new Wake() } = setup;
  const [first] = stores;
  if (most === 0 || !first) return;
  const { memory, now } = first;
  const names = stores.map(({ store }) => store);
  const report = async () => {
    const { refused } = await reportErrors({ ...setup, stores: names, memory, now });
    for (const reason of refused) setup.log.warn(`Salesforce did not take a sync error: ${reason}`);
  };
  const answer = () => answerErrors({ ...setup, now });
  const sweep = () => desk.sweep(new Date(now().getTime() - keepDays * dayMs), most, signal);
  const asked = { everyMs: askEveryMs, failing: 'What is asked of sync errors could not be done' };
  await Promise.all([
    again(setup, {
      ...{ everyMs: reportEveryMs, failing: 'Sync errors could not be told in Salesforce' },
      work: report,
    }),
    askEveryMs === 0
      ? undefined
      : again(setup, { ...asked, work: answer, watcher: wake.watcher() }),
    again(setup, {
      ...{ everyMs: sweepEveryMs, failing: 'Old sync errors and runs could not be deleted' },
      work: sweep,
    }),
  ]);
}

interface Duty {
  readonly everyMs: number;
  readonly failing: string;
  readonly watcher?: Watcher;
  work(): Promise<unknown>;
}

/** The same trouble is told once, and tried again less and less often. */
async function again({ signal, sleep, log }: ErrorsSetup, duty: Duty): Promise<void> {
  const { everyMs, failing, work, watcher = new Watcher() } = duty;
  let [failures, told] = [0, ''];
  while (!signal.aborted) {
    let trouble = '';
    const good = await watcher.look(async () => (trouble = await attempt(work)) === '');
    if (signal.aborted) return;
    failures = good ? 0 : failures + 1;
    if (trouble !== '' && trouble !== told) log.warn(`${failing}: ${trouble}`);
    told = trouble;
    const backoffMs = Math.max(everyMs, Math.min(longestBackoffMs, everyMs * 2 ** failures));
    await watcher.rest(good ? everyMs : backoffMs, good, sleep, signal);
  }
}

/** What kept it from being done; '' where nothing did. */
async function attempt(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return '';
  } catch (error) {
    const { message, action } = failureOf(error);
    return `${message} ${action}`;
  }
}
