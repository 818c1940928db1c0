import { once, EventEmitter } from 'node:events';
import PubSubApiClient from 'salesforce-pubsub-api-client';
import type { LocalOrg, LocalUser } from '../index.ts';

export interface ClientEvent {
  readonly id: string;
  readonly replayId: number;
  readonly payload: Readonly<Record<string, unknown>> & {
    readonly ChangeEventHeader?: Readonly<Record<string, unknown>>;
  };
}

export interface ClientError {
  readonly code?: number;
  readonly details?: string;
  readonly metadata?: { get(name: string): readonly unknown[] };
}

type Callback = (
  info: { readonly lastReplayId: number | null },
  type: string,
  data?: unknown,
) => void;

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** What a subscription's callback was told, one after another. */
export class Heard extends EventEmitter<{ more: [] }> {
  readonly events: ClientEvent[] = [];
  readonly errors: ClientError[] = [];
  readonly others: string[] = [];
  lastReplayId: number | null = null;

  readonly callback: Callback = (info, type, data) => {
    this.lastReplayId = info.lastReplayId;
    if (type === 'event') this.events.push(data as ClientEvent);
    else if (type === 'error') this.errors.push(data as ClientError);
    else this.others.push(type);
    this.emit('more');
  };

  /** Until `done` holds of what was heard. Empty answers go on for ever: they give it no more time. */
  async until(done: (heard: this) => boolean): Promise<this> {
    const signal = AbortSignal.timeout(5_000);
    while (!done(this)) await once(this, 'more', { signal });
    return this;
  }

  async event(count = 1): Promise<ClientEvent> {
    await this.until(({ events }) => events.length >= count);
    return this.events[count - 1] as ClientEvent;
  }

  async errorCode(): Promise<string> {
    await this.until(({ errors }) => errors.length > 0);
    return codeOf(this.errors[0]);
  }
}

/** Salesforce's own code, from the trailers, without what all have in front. */
export const codeOf = (error: unknown): string => {
  const { metadata } = (error ?? {}) as ClientError;
  const [code] = metadata?.get('error-code') ?? [];
  return String(code).replace('sfdc.platform.eventbus.grpc.', '');
};

/** Salesforce's client, connected to the org's Pub/Sub API. */
export const connect = async (
  org: LocalOrg,
  { accessToken }: LocalUser,
  more: { readonly organizationId?: string; readonly instanceUrl?: string } = {},
): Promise<PubSubApiClient> => {
  const client = new PubSubApiClient(
    {
      authType: 'user-supplied',
      accessToken,
      // The client takes no other than https.
      instanceUrl: org.url.replace('http:', 'https:'),
      pubSubEndpoint: org.pubsubUrl ?? '',
      rejectUnauthorizedSsl: false,
      ...more,
    },
    silent,
  );
  await client.connect();
  return client;
};
