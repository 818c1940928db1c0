import { failureOf } from '../common/errors.ts';
import { text } from '../mapping/index.ts';
import type { LiveSetup } from './live.ts';
import { refresh, type Look } from './refresh.ts';
import {
  requestsAtOnce,
  type RequestDesk,
  type RequestStatus,
  type SyncRequest,
} from './request-desk.ts';
import { Watcher } from './wake.ts';

export interface RequestsSetup extends Omit<LiveSetup, 'metrics'> {
  readonly desk: RequestDesk;
  readonly everyMs: number;
  /** Usual: this process works on all stores itself. */
  readonly look?: Look;
  /** Who tells of requests; usual: the clock alone. */
  readonly watcher?: Watcher;
}

const open: readonly RequestStatus[] = ['Requested', 'Running'];

/**
 * Answers agents' requests until the signal ends it: each is marked as running, looked up in the shops, and marked as
 * done or failed, with a message for whoever asked. What stands in Salesforce is the only memory of them, so one that
 * was cut off is still marked as running, and is taken up again.
 */
export async function answerRequests(setup: RequestsSetup): Promise<void> {
  const { signal, sleep, everyMs, watcher = new Watcher() } = setup;
  let trouble: string | undefined;
  let states: readonly RequestStatus[] = open;
  while (!signal.aborted) {
    const before = trouble;
    const good = await watcher.look(async () => {
      trouble = await answerSome(setup, states);
      return trouble === undefined;
    });
    // What broke off may have left one running.
    states = good ? ['Requested'] : open;
    if (trouble !== undefined && trouble !== before) setup.log.warn(trouble);
    await watcher.rest(everyMs, good, sleep, signal);
  }
}

/** Gives what kept it from answering, so that the same is told once and not at every look. */
async function answerSome(
  setup: RequestsSetup,
  states: readonly RequestStatus[],
): Promise<string | undefined> {
  const { desk, signal } = setup;
  try {
    let requests: readonly SyncRequest[];
    do {
      requests = await desk.take(states, signal);
      for (const request of requests) await answer(setup, request);
    } while (requests.length >= requestsAtOnce);
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    const { message, action } = failureOf(error);
    return `Sync requests could not be answered: ${message} ${action}`;
  }
}

async function answer(setup: RequestsSetup, request: SyncRequest): Promise<void> {
  const { desk, signal, log } = setup;
  await desk.save(request.id, { Status__c: 'Running' }, signal);
  const { status, message } = await attempt(setup, request);
  signal.throwIfAborted();
  const finished = { Status__c: status, Message__c: text(message, 255) };
  await desk.save(request.id, { ...finished, Finished_At__c: new Date().toISOString() }, signal);
  log.info({ request: request.id, status }, 'Sync request answered');
}

async function attempt(
  { desk, stores, signal, log, look }: RequestsSetup,
  request: SyncRequest,
): Promise<{ status: RequestStatus; message: string }> {
  try {
    const refreshed = await refresh(desk, stores, request, signal, look);
    const { status, message } = refreshed;
    if (status === 'Failed') log.error({ request: request.id }, message);
    return refreshed;
  } catch (error) {
    const { kind, message, action } = failureOf(error);
    if (!signal.aborted) log.error({ request: request.id, kind, action }, message);
    return {
      status: 'Failed',
      message: `${wordsFor[kind]} Your admin finds the reason in the log.`,
    };
  }
}

/** For an agent, who can do nothing about the details. */
const wordsFor = {
  config: 'The shop could not be asked, because a setting is wrong.',
  auth: 'The shop or Salesforce did not let us in.',
  'rate-limit': 'The shop or Salesforce has no more requests left for now. Try again later.',
  unavailable: 'The shop or Salesforce did not answer. Try again in a few minutes.',
  'bad-data': 'The shop sent something that could not be understood.',
} as const;
