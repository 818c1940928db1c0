import { fileURLToPath } from 'node:url';
import type { ClientDuplexStream, Metadata, ServiceError, StatusObject } from '@grpc/grpc-js';
import type { Token } from './connection.ts';

export interface PubSubAddress {
  /** `api.pubsub.salesforce.com:7443` */
  readonly endpoint: string;
  /** PEM of who vouches for the server; absent: whom Node trusts. */
  readonly ca?: string | undefined;
}

/** By https://developer.salesforce.com/docs/platform/pub-sub-api/guide/supported-auth.html */
export interface Caller {
  readonly token: Token;
  readonly orgId: string;
}

export interface FetchRequest {
  readonly topicName: string;
  readonly replayPreset: 'LATEST' | 'CUSTOM';
  readonly replayId: Buffer;
  readonly numRequested: number;
}

export interface FetchResponse {
  readonly events: readonly { readonly replayId: Buffer }[];
  readonly latestReplayId: Buffer;
  readonly pendingNumRequested: number;
}

export type Fetching = ClientDuplexStream<FetchRequest, FetchResponse>;

/** One connection. Calls end with gRPC's own status. */
export interface PubSubClient {
  subscribe(): Fetching;
  /** Throws what `statusOf` knows. */
  canSubscribe(topicName: string): Promise<boolean>;
  close(): void;
}

type Answered = (error: ServiceError | null, info?: { readonly canSubscribe: boolean }) => void;

interface Stub {
  Subscribe(metadata: Metadata): Fetching;
  GetTopic(
    request: { readonly topicName: string },
    metadata: Metadata,
    options: { readonly deadline: number },
    answered: Answered,
  ): void;
  close(): void;
}

const protoFile = fileURLToPath(new URL('./pubsub.proto', import.meta.url));
/** With a pool of its own a connection that failed is not waited for by the next one. */
const channel = { 'grpc.use_local_subchannel_pool': 1 };

/** Connects at the first call. gRPC takes a while to load: whoever hears no events goes without. */
export async function openPubSub(address: PubSubAddress, caller: Caller): Promise<PubSubClient> {
  const { default: grpc } = await import('@grpc/grpc-js');
  const { load } = await import('@grpc/proto-loader');
  const definition = await load(protoFile, { enums: String, defaults: true });
  const loaded = grpc.loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: new (...how: unknown[]) => Stub } };
  };
  const roots = address.ca === undefined ? null : Buffer.from(address.ca);
  const credentials = grpc.credentials.createSsl(roots);
  const stub = new loaded.eventbus.v1.PubSub(address.endpoint, credentials, channel);
  const metadata = new grpc.Metadata();
  metadata.set('accesstoken', caller.token.accessToken);
  metadata.set('instanceurl', caller.token.instanceUrl);
  metadata.set('tenantid', caller.orgId);
  return {
    subscribe: () => stub.Subscribe(metadata),
    canSubscribe: (topicName) =>
      new Promise((resolve, reject) => {
        const deadline = Date.now() + 30_000;
        stub.GetTopic({ topicName }, metadata, { deadline }, (error, info) =>
          error ? reject(error) : resolve(info?.canSubscribe === true),
        );
      }),
    close: () => stub.close(),
  };
}

export type PubSubStatus = Pick<StatusObject, 'code' | 'details' | 'metadata'>;

/** Salesforce's own code, without what all have in front: `subscription.fetch.replayid.corrupted`; '' where there is none. */
export function errorCode({ metadata }: PubSubStatus): string {
  return String(metadata.get('error-code')[0] ?? '').replace('sfdc.platform.eventbus.grpc.', '');
}
