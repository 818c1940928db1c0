import type { EventBus, StoredEvent } from '../engine/flows/bus.ts';
import type { Session } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';
import { Refusal } from './refusal.ts';
import type { Topic, Topics } from './topics.ts';
import {
  type ConsumerEvent,
  decodeReplayId,
  encodeReplayId,
  type FetchResponse,
  replayPresets,
} from './wire.ts';

const waitsToBeAsked = rule('pubsub.flow-control');
const forgets = rule('pubsub.retention');
const checksReplayId = rule('pubsub.replay-id');
const counts = rule('pubsub.deliveries');

/** What was delivered of what may be in a day. */
export interface Deliveries {
  readonly remaining: number;
  add(count: number): void;
}

export interface SubscriptionDeps {
  readonly bus: EventBus;
  readonly topics: Topics;
  readonly deliveries: Deliveries;
  now(): number;
  /** After so long without an event an empty answer tells the newest position. */
  readonly keepAliveMs: number;
}

export interface Subscriber {
  readonly session: Session;
  readonly rpcId: string;
  send(response: FetchResponse): void;
  /** Ends the call. */
  fail(error: unknown): void;
}

/** https://developer.salesforce.com/docs/platform/pub-sub-api/guide/event-message-durability.html */
const retentionMs = 72 * 60 * 60 * 1000;

/** Asked for and not delivered: https://developer.salesforce.com/docs/platform/pub-sub-api/guide/allocations.html */
const mostPending = 100;

export interface Start {
  readonly replayPreset: number;
  readonly replayId: Buffer;
}

const customStart = ({ bus }: SubscriptionDeps, replayId: Buffer): number => {
  if (replayId.length === 0) {
    const message = 'The Replay ID is missing. Give one with the CUSTOM replay preset.';
    throw new Refusal('subscription.fetch.replayid.validation.failed', message);
  }
  const position = decodeReplayId(replayId);
  if (position !== undefined && (!checksReplayId || bus.holds(position))) return position;
  const message =
    'The Replay ID validation failed. Ensure that the Replay ID is valid and refers to an event within the retention window.';
  throw new Refusal('subscription.fetch.replayid.corrupted', message);
};

/** The position after which events are delivered. Throws Refusal for one that is not on the bus any more. */
export const startOf = (deps: SubscriptionDeps, { replayId, replayPreset }: Start): number => {
  const now = deps.now();
  if (forgets) deps.bus.expire(now - retentionMs);
  if (replayPreset === replayPresets.custom) return customStart(deps, replayId);
  return replayPreset === replayPresets.earliest ? 0 : deps.bus.tip(now);
};

/** One subscriber's place on a topic: sends as many events as were asked for, and no more. */
export class Subscription {
  readonly #deps: SubscriptionDeps;
  readonly #topic: Topic;
  readonly #subscriber: Subscriber;
  readonly #unlisten: () => void;
  #position: number;
  #pending = 0;
  #idle: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(deps: SubscriptionDeps, topic: Topic, subscriber: Subscriber, position: number) {
    this.#deps = deps;
    this.#topic = topic;
    this.#subscriber = subscriber;
    this.#position = position;
    this.#unlisten = deps.bus.onPublished(() => setImmediate(() => this.#deliver()));
  }

  request(count: number): void {
    this.#pending = Math.min(mostPending, this.#pending + count);
    this.#rest();
    this.#deliver();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#idle);
    this.#unlisten();
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#keepAlive(), this.#deps.keepAliveMs).unref();
  }

  #keepAlive(): void {
    const { bus, now } = this.#deps;
    // What is not delivered yet must not be skipped by who starts again from here.
    const waiting = bus.after(this.#topic.events, this.#position, 1).length > 0;
    if (!waiting) this.#position = bus.tip(now());
    this.#send([]);
  }

  #send(events: readonly ConsumerEvent[]): void {
    this.#pending -= events.length;
    this.#subscriber.send({
      events,
      latestReplayId: encodeReplayId(this.#position),
      rpcId: this.#subscriber.rpcId,
      pendingNumRequested: this.#pending,
    });
    this.#rest();
  }

  #consume(event: StoredEvent): ConsumerEvent[] {
    const { topics } = this.#deps;
    const { session } = this.#subscriber;
    const encoded = topics.mayReceive(session, event.name)
      ? topics.encode(event, session)
      : undefined;
    if (encoded === undefined) return [];
    return [{ event: { id: event.uuid, ...encoded }, replayId: encodeReplayId(event.replayId) }];
  }

  #deliver(): void {
    try {
      while (!this.#stopped && (this.#pending > 0 || !waitsToBeAsked) && this.#deliverSome());
    } catch (error) {
      this.stop();
      this.#subscriber.fail(error);
    }
  }

  /** Whether there may be more. */
  #deliverSome(): boolean {
    const { bus, deliveries } = this.#deps;
    const most = waitsToBeAsked ? this.#pending : mostPending;
    const found = bus.after(this.#topic.events, this.#position, most);
    if (found.length === 0) return false;
    if (deliveries.remaining === 0) {
      const message = 'You have exceeded the event delivery limit for your org.';
      throw new Refusal('subscription.limit.exceeded', message);
    }
    const some = found.slice(0, deliveries.remaining);
    const events = some.flatMap((event) => this.#consume(event));
    this.#position = some.at(-1)?.replayId ?? this.#position;
    if (counts) deliveries.add(events.length);
    if (events.length > 0) this.#send(events);
    return true;
  }
}
