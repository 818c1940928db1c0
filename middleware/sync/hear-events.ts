import { messageOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { subscribe } from '../salesforce/events.ts';
import type { PubSubAddress } from '../salesforce/pubsub-client.ts';
import type { EventPositions } from '../store/event-positions.ts';
import type { EventWatch } from './event-watch.ts';
import type { Wake } from './wake.ts';

/** Published where an agent asks for the newest, and where somebody decides about an error. */
export const requestTopic = '/event/Commerce_Sync_Requested__e';

/** Where events come from, and where it is kept how far they were heard. */
export interface EventSource {
  readonly connection: SalesforceConnection;
  readonly address: PubSubAddress;
  readonly positions: EventPositions;
}

export interface HearSetup {
  readonly source: EventSource;
  readonly wake: Wake;
  readonly watch?: EventWatch | undefined;
  readonly signal: AbortSignal;
  readonly log: Logger;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Wakes whoever looks for requests in Salesforce, until the signal. An event says no more than that: what is to be done
 * stands in Salesforce, so one that is lost costs a wait for the clock. For one process at a time: Salesforce counts what
 * it delivers to each subscriber.
 */
export async function hearEvents(setup: HearSetup): Promise<void> {
  const { source, wake, watch, signal, log, sleep } = setup;
  const { connection, address, positions } = source;
  watch?.is('not connected');
  const keeper = new Keeper(positions, log);
  let done: Promise<unknown> = Promise.resolve();
  await subscribe({
    ...{ connection, address, topic: requestTopic, signal, log, sleep },
    position: await keeper.last(),
    heard: (events, position) => {
      // Never ahead of an event whose requests are not taken yet.
      if (events > 0) watch?.heard();
      done = Promise.all([done, events > 0 ? wake.ring() : undefined]);
      void done.then(() => keeper.keep(position));
    },
    standing: (stands) => {
      watch?.is(stands ? 'connected' : 'not connected');
      wake.hears(stands);
    },
    trouble: ({ message }) => watch?.failed(message),
  });
  watch?.is('elsewhere');
}

/** Keeps the newest position; of many at a time only the last. */
class Keeper {
  readonly #positions: EventPositions;
  readonly #log: Logger;
  #newest: string | undefined;
  #keeping = false;

  constructor(positions: EventPositions, log: Logger) {
    this.#positions = positions;
    this.#log = log;
  }

  async last(): Promise<string | undefined> {
    try {
      return await this.#positions.get(requestTopic);
    } catch (error) {
      this.#log.warn(`It is not known which events were heard: ${messageOf(error)}`);
      return undefined;
    }
  }

  async keep(position: string): Promise<void> {
    this.#newest = position;
    if (this.#keeping) return;
    this.#keeping = true;
    for (let kept; kept !== this.#newest;) {
      kept = this.#newest;
      await this.#positions.set(requestTopic, kept, new Date()).catch((error: unknown) => {
        this.#log.warn(`It could not be kept which events were heard: ${messageOf(error)}`);
      });
    }
    this.#keeping = false;
  }
}
