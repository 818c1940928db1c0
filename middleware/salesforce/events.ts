import { failureOf, type Failure } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { SalesforceConnection, Token } from './connection.ts';
import { backoffMs } from './io.ts';
import * as pubsub from './pubsub-client.ts';
import type { FetchResponse, PubSubAddress, PubSubClient, PubSubStatus } from './pubsub-client.ts';
import { grpcStatus, pubSubFailure } from './pubsub-failure.ts';

export interface EventSetup {
  readonly connection: Pick<SalesforceConnection, 'session' | 'identity'>;
  readonly address: PubSubAddress;
  /** `/event/Commerce_Sync_Requested__e` */
  readonly topic: string;
  /** Replay id of the last event that was heard, in hex; undefined: only what is new is wanted. */
  readonly position: string | undefined;
  readonly signal: AbortSignal;
  readonly log: Logger;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** So many events have come, none being a sign of life; `position` is that after them. */
  heard(events: number, position: string): void;
  /** Whether events come: from the first answer on, until the stream breaks. */
  standing(stands: boolean): void;
  /** Why none come; each time it is tried. */
  trouble?(failure: Failure): void;
  /** Longest silence of the server; usual: a little more than Salesforce's own. */
  readonly silentMs?: number;
}

/** Most that may be asked for: https://developer.salesforce.com/docs/platform/pub-sub-api/references/methods/subscribe-rpc.html */
const mostRequested = 100;
/** Salesforce sends an empty answer after 270 seconds at the latest. */
const usualSilentMs = 330_000;
/** For what a person has to put right, or a day to pass. */
const patientMs = 15 * 60_000;
const longestBackoffMs = 5 * 60_000;

/**
 * Hears of a topic's events until the signal, by one subscription at a time. What breaks is begun again after the last
 * event that was heard; a session that is over is renewed; a position that Salesforce no longer has is given up for what
 * is new. https://developer.salesforce.com/docs/platform/pub-sub-api/guide/retry-rpc-calls.html
 */
export async function subscribe(setup: EventSetup): Promise<void> {
  await new Subscriber(setup).run();
}

class Subscriber {
  readonly #setup: EventSetup;
  #position: string | undefined;
  #token: Token | undefined;
  /** The token that was refused since events last came. */
  #refused: Token | undefined;
  #stands = false;
  #failures = 0;
  #told = '';

  constructor(setup: EventSetup) {
    this.#setup = setup;
    this.#position = setup.position;
  }

  async run(): Promise<void> {
    const { signal } = this.#setup;
    while (!signal.aborted) {
      const trouble = await this.#once().catch(failureOf);
      this.#stand(false);
      if (trouble && !signal.aborted) await this.#wait(trouble);
    }
  }

  /** Gives nothing where it may go on at once. Throws Failure. */
  async #once(): Promise<Failure | undefined> {
    const client = await this.#connect();
    try {
      return this.#verdict(await this.#stream(client));
    } finally {
      client.close();
    }
  }

  async #connect(): Promise<PubSubClient> {
    const { connection, address, signal } = this.#setup;
    const token = await connection.session(this.#refused);
    const { orgId } = await connection.identity(signal);
    this.#token = token;
    return pubsub.openPubSub(address, { token, orgId });
  }

  async #stream(client: PubSubClient): Promise<PubSubStatus> {
    const { signal, silentMs = usualSilentMs } = this.#setup;
    const call = client.subscribe();
    const cancel = () => call.cancel();
    const silent = setTimeout(cancel, silentMs);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      return await new Promise((resolve) => {
        call.on('data', (response: FetchResponse) => {
          silent.refresh();
          this.#take(response);
          const { length } = response.events;
          // An event rings a bell, which takes no room: the next ones may come.
          if (length > 0) call.write({ ...this.#request(), numRequested: length });
        });
        // Its status tells more.
        call.on('error', () => undefined);
        call.on('status', resolve);
        call.write(this.#request());
      });
    } finally {
      clearTimeout(silent);
      signal.removeEventListener('abort', cancel);
    }
  }

  #request(): pubsub.FetchRequest {
    const position = this.#position;
    return {
      topicName: this.#setup.topic,
      replayPreset: position === undefined ? 'LATEST' : 'CUSTOM',
      replayId: Buffer.from(position ?? '', 'hex'),
      numRequested: mostRequested,
    };
  }

  #take({ events, latestReplayId }: FetchResponse): void {
    const position = (events.at(-1)?.replayId ?? latestReplayId).toString('hex');
    if (position !== '') this.#position = position;
    this.#stand(true);
    if (position !== '') this.#setup.heard(events.length, position);
  }

  #stand(stands: boolean): void {
    if (stands === this.#stands) return;
    this.#stands = stands;
    if (stands) {
      this.#setup.log.info(
        { topic: this.#setup.topic },
        this.#told === '' ? 'Salesforce tells of requests' : 'Salesforce tells of requests again',
      );
      [this.#failures, this.#told, this.#refused] = [0, '', undefined];
    }
    this.#setup.standing(stands);
  }

  #verdict(status: PubSubStatus): Failure | undefined {
    const expired = pubsub.errorCode(status).includes('replayid');
    if (expired && this.#position !== undefined) {
      this.#position = undefined;
      const message =
        'Salesforce no longer has the events after the last one heard: it is looked for requests once, and new events are heard';
      this.#setup.log.warn({ topic: this.#setup.topic }, message);
      return undefined;
    }
    if (status.code === grpcStatus.unauthenticated && this.#refused !== this.#token) {
      this.#refused = this.#token;
      return undefined;
    }
    return pubSubFailure(this.#setup.address.endpoint, status);
  }

  async #wait(trouble: Failure): Promise<void> {
    const { signal, sleep, log, topic } = this.#setup;
    this.#setup.trouble?.(trouble);
    const { message, action, kind } = trouble;
    // Each call has an id of its own.
    const same = message.replace(/ rpcId: .*/, '');
    if (same !== this.#told)
      log.warn({ topic, kind }, `Events are not heard: ${message} ${action}`);
    this.#told = same;
    const passing = kind === 'unavailable';
    const ms = passing ? backoffMs(this.#failures, 1000, longestBackoffMs) : patientMs;
    this.#failures += 1;
    await sleep(ms, signal).catch(() => undefined);
  }
}

/** Whether the topic's events may be heard. Throws Failure. */
export async function maySubscribe(
  { connection, address, topic }: Pick<EventSetup, 'connection' | 'address' | 'topic'>,
  signal?: AbortSignal,
): Promise<boolean> {
  const token = await connection.session();
  const { orgId } = await connection.identity(signal);
  const client = await pubsub.openPubSub(address, { token, orgId });
  try {
    return await client.canSubscribe(topic);
  } catch (error) {
    throw pubSubFailure(address.endpoint, error as PubSubStatus);
  } finally {
    client.close();
  }
}
