import { z } from 'zod';
import type { Config } from '../config.ts';
import { Failure } from '../common/errors.ts';
import { Budget, type BudgetReport } from '../salesforce/budget.ts';
import { tellBudget } from '../salesforce/budget-words.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { readLimits } from '../salesforce/limits.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { openStore } from '../store/store.ts';
import type { EventsReport } from '../sync/event-watch.ts';
import { readStatus, type PublicStatus, type Status } from '../sync/status.ts';
import type { StoreParity } from '../sync/parity/verify.ts';
import { io } from '../runtime.ts';
import { askService } from './service.ts';

/** Comes from this very program. */
const anyStatus = z.custom<Status>();

/** Asks the running service, and opens the database itself only when none runs: the embedded one takes one process. */
export async function status(
  config: Config,
  options: { json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const found = await findStatus(config, signal);
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : tell(found));
}

export async function findStatus(
  config: Config,
  signal: AbortSignal,
): Promise<PublicStatus & Partial<Status>> {
  return (
    (await askService(config, '/admin/status', {}, anyStatus, signal)) ??
    (await fromPage(config, signal)) ??
    (await fromDatabase(config, signal))
  );
}

/** Of a service that keeps its files elsewhere: what it tells everybody. */
async function fromPage({ host, port }: Config, signal: AbortSignal): Promise<PublicStatus | null> {
  const url = `http://${host}:${port}`;
  const page = await fetchPage(`${url}/status`, signal);
  const waits = page?.status === 503 ? notUp.safeParse(page.body) : undefined;
  if (waits?.success) {
    throw new Failure(`The service at ${url} is not up yet. ${waits.data.reason}`, {
      kind: 'unavailable',
      action: 'It goes on by itself when that answers.',
    });
  }
  return page?.status === 200 ? (page.body as PublicStatus) : null;
}

const notUp = z.object({ status: z.literal('unavailable'), reason: z.string() });

async function fetchPage(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: unknown } | null> {
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(5000)]);
    const answer = await fetch(url, { signal: timeout });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return null;
  }
}

async function fromDatabase(config: Config, signal: AbortSignal): Promise<Status> {
  const database = await openStore(config.database, config.payloads);
  try {
    const connection = await openSalesforce(config.salesforce, io);
    const { orgId } = await connection.identity(signal);
    const memory = database.forOrg(orgId);
    const kept = await memory.apiUse.get();
    const budget = await budgetNow(config, connection, kept, signal);
    return await readStatus(orgId, memory, { budget });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { kind, action } = error;
    const message = `What is remembered is kept by org, and the org could not be asked: ${error.message}`;
    throw new Failure(message, { kind, action, cause: error });
  } finally {
    await database.close();
  }
}

/** One look says nothing of what comes; `kept`: what the service has seen before. */
async function budgetNow(
  { apiReservePercent }: Config,
  connection: SalesforceConnection,
  kept: string | undefined,
  signal: AbortSignal,
): Promise<BudgetReport | undefined> {
  try {
    const { bulkBatches } = await readLimits(connection, signal);
    const budget = new Budget(apiReservePercent / 100);
    if (kept !== undefined) budget.recall(kept, Date.now());
    budget.see(connection.apiUsage, Date.now());
    budget.seeBulk(bulkBatches, Date.now());
    return budget.report(Date.now());
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function tell(status: PublicStatus & Partial<Status>): string {
  const { org, checkpoints, runs, rejected, rejections = [], openJobs, nudges, ignored } = status;
  const { parity = [], stopped, budget, events } = status;
  const lines = [`Org ${org}`];
  if (budget) lines.push(tellBudget(budget));
  if (events) lines.push(tellEvents(events));
  lines.push('');
  for (const { store, kind, message, action, stoppedAt } of stopped) {
    lines.push(
      `⚠ ${store} is stopped since ${stoppedAt} (${kind}): ${message}`,
      `  ${action} Then: orderlens sync`,
      '',
    );
  }
  if (checkpoints.length === 0) lines.push('Nothing has been read yet. Run: orderlens backfill');
  for (const { store, model, complete, readAt } of checkpoints) {
    const state = complete ? `up to date as of ${readAt}` : 'first read not finished';
    lines.push(`${store}  ${`${model}s`.padEnd(10)} ${state}`);
  }
  lines.push(
    '',
    `${rejected} records are not in Salesforce${ignored > 0 ? ` (${ignored} more are ignored)` : ''}, ${openJobs} bulk jobs unconfirmed, ${nudges} waiting to be read again`,
  );
  for (const one of rejections) {
    lines.push(`  ${one.key} (${one.stage}): ${one.reason}`);
  }
  lines.push('', ...parity.map(compared), '', 'Latest runs');
  for (const { startedAt, store, model, mode, state, counts, message } of runs) {
    const { read = 0, written = 0 } = counts;
    const why = message ? ` — ${message}` : '';
    lines.push(
      `  ${startedAt} ${store} ${model} ${mode} ${state}: ${read} read, ${written} written${why}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const eventWords: Readonly<Record<EventsReport['state'], string>> = {
  connected: 'are heard',
  'not connected': 'are not heard, and requests are looked for by the clock',
  elsewhere: 'are heard by another replica, if by any',
  off: 'are switched off, and requests are looked for by the clock',
};

function tellEvents({ state, since, lastEventAt, reason }: EventsReport): string {
  const last = lastEventAt === null ? '' : `; the last came ${lastEventAt}`;
  const why = reason === null ? '' : `: ${reason}`;
  return `Events of Salesforce ${eventWords[state]}, since ${since}${last}${why}`;
}

function compared({ store, agrees, differing, endedAt }: StoreParity): string {
  const found = agrees
    ? 'both sides agreed'
    : `${differing} records were not the same on both sides (see: orderlens verify)`;
  return `${store}  ${found}, as of ${endedAt}`;
}
