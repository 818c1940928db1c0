import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import { ApiError } from '../engine/types.ts';
import { refuseMoreQueryJobs } from '../limits/allocations.ts';
import type { BulkContext } from './context.ts';
import { Fated } from './fates.ts';
import { queryRequest } from './create-query.ts';
import { apiVersion, askedState, findJob, listJobs, wrongState } from './job-access.ts';
import { begun, isFinal, printJob, printJobInfo, type QueryJob } from './job.ts';
import { processQuery } from './query-process.ts';
import { findPage, printLocator, readLocator } from './result-page.ts';
import { sendCsv } from './results.ts';
import { rule } from '../rules/rule.ts';

const paged = rule('bulk.query-page');
const checksLocator = rule('bulk.query-locator');
const checksPage = rule('bulk.query-max-records');

/** Salesforce chooses a page's size itself where `maxRecords` is not given; ours is fixed. */
const defaultPage = paged ? 50_000 : 1_000_000_000;

/** `jobs/query`: https://developer.salesforce.com/docs/platform/api-asynch/guide/query-create-job.html */
export function queryRoutes(context: BulkContext): Router {
  const { deps, store } = context;
  const router = Router();
  const own = (request: Request): QueryJob =>
    findJob(store, deps.sessionOf(request), 'query', request.params['id']);
  router.post('/jobs/query', (request, response) => {
    response.json(printJob(create(context, request)));
  });
  router.get('/jobs/query', (request, response) => {
    const records = listJobs(store, deps.sessionOf(request), 'query').map(printJob);
    response.json({ done: true, records, nextRecordsUrl: null });
  });
  router.get('/jobs/query/:id', (request, response) => {
    response.json(printJobInfo(own(request)));
  });
  router.get('/jobs/query/:id/results', (request, response) =>
    sendPage(context, own(request), request, response),
  );
  router.patch('/jobs/query/:id', (request, response) => {
    response.json(printJob(abort(context, own(request), request.body)));
  });
  router.delete('/jobs/query/:id', (request, response) => {
    const job = own(request);
    if (!isFinal(job)) throw wrongState(job, 'Deleting');
    store.remove(job);
    response.status(204).end();
  });
  return router;
}

function create(context: BulkContext, request: Request): QueryJob {
  const { deps, store } = context;
  const session = deps.sessionOf(request);
  const checked = queryRequest(request.body, deps, session);
  refuseMoreQueryJobs(deps.allocations);
  deps.allocations.bulkQueryJobs.add();
  const job = store.add((id): QueryJob => ({
    kind: 'query',
    id,
    ...checked,
    ...begun(session, deps.now(), apiVersion(request)),
    state: 'UploadComplete',
    headerBytes: 0,
  }));
  runQuery(context, job);
  return job;
}

/** Also what a restart does for jobs that were not finished. */
export function runQuery(context: BulkContext, job: QueryJob): void {
  const { deps, queue, store } = context;
  queue.add(async () => {
    if (isFinal(job) || isHeld(context, job)) return;
    await processQuery(job, store, deps, () => queue.isStopping());
  });
}

/** Whether its fate is not to run now, or not at all. */
function isHeld(context: BulkContext, job: QueryJob): boolean {
  const { deps, fates, store } = context;
  job.systemModstamp = deps.now().toISOString();
  job.state = 'InProgress';
  try {
    return fates.meets(job, 0, () => runQuery(context, job));
  } catch (error) {
    if (!(error instanceof Fated)) throw error;
    job.state = error.state;
    if (error.state === 'Failed') job.errorMessage = error.message;
    return true;
  } finally {
    store.save(job);
  }
}

function abort({ deps, store }: BulkContext, job: QueryJob, body: unknown): QueryJob {
  askedState(body, ['Aborted']);
  if (isFinal(job)) throw wrongState(job, 'Aborting');
  job.state = 'Aborted';
  job.systemModstamp = deps.now().toISOString();
  store.save(job);
  return job;
}

async function sendPage(
  { store }: BulkContext,
  job: QueryJob,
  request: Request,
  response: Response,
): Promise<void> {
  const path = store.path(job, 'result.csv');
  if (job.state !== 'JobComplete' || !existsSync(path)) throw wrongState(job, 'Reading results');
  const start = readStart(job, request.query['locator']);
  const page = await findPage(path, start, readMaxRecords(request.query['maxRecords']));
  response.set('Sforce-Locator', printLocator(page.next));
  response.set('Sforce-NumberOfRecords', String(page.rows));
  await sendCsv(response, Readable.from(pieces(path, job.headerBytes, page.from, page.to)));
}

/** The header line, which each page repeats, and the page's bytes. */
async function* pieces(
  path: string,
  header: number,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { end: header - 1 }) as AsyncIterable<Buffer>;
  if (to > from)
    yield* createReadStream(path, { start: from, end: to - 1 }) as AsyncIterable<Buffer>;
}

function readStart(job: QueryJob, locator: unknown): number {
  if (locator === undefined || locator === '') return job.headerBytes;
  const start = readLocator(String(locator));
  if (start !== undefined && start >= job.headerBytes) return start;
  if (!checksLocator) return job.headerBytes;
  throw new ApiError(400, 'INVALIDLOCATOR', `Invalid locator: ${String(locator)}`);
}

function readMaxRecords(text: unknown): number {
  if (text === undefined || text === '') return defaultPage;
  const most = Number(text);
  if (Number.isInteger(most) && most > 0) return most;
  if (!checksPage) return defaultPage;
  throw new ApiError(400, 'API_ERROR', 'maxRecords must be a whole number above 0');
}
