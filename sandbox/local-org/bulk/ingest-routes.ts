import { existsSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import { ApiError, type Session } from '../engine/types.ts';
import { refuseMoreBatches } from '../limits/allocations.ts';
import type { BulkContext } from './context.ts';
import { ingestRequest } from './create-ingest.ts';
import { processIngest } from './ingest-process.ts';
import { apiVersion, askedState, findJob, listJobs, wrongState } from './job-access.ts';
import { begun, isFinal, printJob, printJobInfo, type IngestJob } from './job.ts';
import { readMultipart } from './multipart.ts';
import { sendRows, sendUnprocessed } from './results.ts';
import { spool } from './upload.ts';
import { rule } from '../rules/rule.ts';

const onlyOpen = rule('bulk.upload-open');
const uploadsOnce = rule('bulk.upload-once');
const keepsStates = rule('bulk.states');

/** `jobs/ingest`: https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html */
export function ingestRoutes(context: BulkContext): Router {
  const { deps, store } = context;
  const router = Router();
  const own = (request: Request): IngestJob =>
    findJob(store, deps.sessionOf(request), 'ingest', request.params['id']);
  router.post('/jobs/ingest', (request, response) => create(context, request, response));
  router.get('/jobs/ingest', (request, response) => {
    const records = listJobs(store, deps.sessionOf(request), 'ingest').map(printJob);
    response.json({ done: true, records, nextRecordsUrl: null });
  });
  router.get('/jobs/ingest/:id', (request, response) => {
    response.json(printJobInfo(own(request)));
  });
  router.put('/jobs/ingest/:id/batches', (request, response) =>
    upload(context, own(request), request, response),
  );
  router.patch('/jobs/ingest/:id', (request, response) => {
    response.json(printJob(changeState(context, own(request), request.body)));
  });
  router.delete('/jobs/ingest/:id', (request, response) => {
    remove(context, own(request));
    response.status(204).end();
  });
  addResults(router, context, own);
  return router;
}

function addResults(
  router: Router,
  { store }: BulkContext,
  own: (request: Request) => IngestJob,
): void {
  router.get('/jobs/ingest/:id/successfulResults', (request, response) =>
    sendRows(own(request), 'success', store, response),
  );
  router.get('/jobs/ingest/:id/failedResults', (request, response) =>
    sendRows(own(request), 'failed', store, response),
  );
  router.get('/jobs/ingest/:id/unprocessedrecords', (request, response) => {
    const job = own(request);
    if (!isFinal(job)) throw wrongState(job, 'Reading unprocessed records');
    return sendUnprocessed(job, store, response);
  });
}

async function create(context: BulkContext, request: Request, response: Response): Promise<void> {
  const session = context.deps.sessionOf(request);
  if (!request.is('multipart/form-data')) {
    response.json(printJob(addJob(context, session, request.body, apiVersion(request))));
    return;
  }
  const { job: body, content } = await readMultipart(request);
  const job = addJob(context, session, body, apiVersion(request));
  writeFileSync(context.store.path(job, 'data.csv'), content);
  job.uploaded = true;
  response.json(printJob(enqueue(context, job)));
}

function addJob(context: BulkContext, session: Session, body: unknown, version: number): IngestJob {
  const checked = ingestRequest(body, context.deps.org, session);
  refuseMoreBatches(context.deps.allocations);
  return context.store.add((id) => ({
    kind: 'ingest',
    id,
    ...checked,
    ...begun(session, context.deps.now(), version),
    state: 'Open',
    uploaded: false,
    successBytes: 0,
    failedBytes: 0,
  }));
}

async function upload(
  { deps, store }: BulkContext,
  job: IngestJob,
  body: Readable,
  response: Response,
): Promise<void> {
  if (onlyOpen && job.state !== 'Open') throw wrongState(job, 'Uploading');
  if (uploadsOnce && job.uploaded) throw secondUpload(job);
  job.uploaded = true;
  try {
    await spool(body, store.path(job, 'data.csv'), deps.allocations.limits.bulkUploadBytes);
  } catch (error) {
    job.uploaded = false;
    throw error;
  }
  store.save(job);
  response.status(201).end();
}

function secondUpload(job: IngestJob): ApiError {
  return new ApiError(
    400,
    'CLIENTINPUTERROR',
    `ClientInputError : Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
  );
}

function changeState(context: BulkContext, job: IngestJob, body: unknown): IngestJob {
  const state = askedState(body, ['UploadComplete', 'Aborted']);
  if (keepsStates && (isFinal(job) || (state === 'UploadComplete' && job.state !== 'Open')))
    throw wrongState(job, state === 'Aborted' ? 'Aborting' : 'Closing');
  if (state === 'UploadComplete') return enqueue(context, job);
  job.state = 'Aborted';
  job.systemModstamp = context.deps.now().toISOString();
  context.store.save(job);
  return job;
}

function enqueue(context: BulkContext, job: IngestJob): IngestJob {
  const path = context.store.path(job, 'data.csv');
  if (!job.uploaded || !existsSync(path)) writeFileSync(path, '');
  job.state = 'UploadComplete';
  job.systemModstamp = context.deps.now().toISOString();
  context.store.save(job);
  runIngest(context, job);
  return job;
}

/** Also what a restart does for jobs that were not finished. */
export function runIngest(context: BulkContext, job: IngestJob): void {
  const { counters, deps, fates, queue, store } = context;
  queue.add(async () => {
    if (isFinal(job)) return;
    await processIngest(job, {
      org: deps.org,
      allocations: deps.allocations,
      store,
      fates,
      counters,
      goOn: () => runIngest(context, job),
      now: () => deps.now(),
      stopping: () => queue.isStopping(),
    });
  });
}

function remove({ store }: BulkContext, job: IngestJob): void {
  if (job.state === 'InProgress') throw wrongState(job, 'Deleting');
  job.state = 'Aborted';
  store.remove(job);
}
