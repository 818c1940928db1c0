import { fileURLToPath } from 'node:url';
import grpc, {
  type handleBidiStreamingCall,
  type handleUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface TopicRequest {
  readonly topicName: string;
}

export interface TopicInfo {
  readonly topicName: string;
  readonly tenantGuid: string;
  readonly canPublish: boolean;
  readonly canSubscribe: boolean;
  readonly schemaId: string;
  readonly rpcId: string;
}

export interface SchemaRequest {
  readonly schemaId: string;
}

export interface SchemaInfo {
  readonly schemaJson: string;
  readonly schemaId: string;
  readonly rpcId: string;
}

export interface ProducerEvent {
  readonly id: string;
  readonly schemaId: string;
  readonly payload: Buffer;
}

export interface ConsumerEvent {
  readonly event: ProducerEvent;
  readonly replayId: Buffer;
}

export const replayPresets = { latest: 0, earliest: 1, custom: 2 } as const;

export interface FetchRequest {
  readonly topicName: string;
  readonly replayPreset: number;
  readonly replayId: Buffer;
  readonly numRequested: number;
}

export interface FetchResponse {
  readonly events: readonly ConsumerEvent[];
  readonly latestReplayId: Buffer;
  readonly rpcId: string;
  readonly pendingNumRequested: number;
}

export interface CommitReplayRequest {
  readonly commitRequestId: string;
  readonly replayId: Buffer;
}

export interface ManagedFetchRequest {
  readonly subscriptionId: string;
  readonly developerName: string;
  readonly numRequested: number;
  readonly commitReplayIdRequest: CommitReplayRequest | null;
}

/** `code`: 0 unknown, 1 publish, 2 commit. */
export interface WireError {
  readonly code: number;
  readonly msg: string;
}

export interface ManagedFetchResponse extends FetchResponse {
  readonly commitResponse?: {
    readonly commitRequestId: string;
    readonly replayId: Buffer;
    readonly error?: WireError;
    readonly processTime: number;
  };
}

export interface PublishRequest {
  readonly topicName: string;
  readonly events: readonly ProducerEvent[];
}

export interface PublishResult {
  readonly replayId: Buffer;
  readonly error?: WireError;
  readonly correlationKey: string;
}

export interface PublishResponse {
  readonly results: readonly PublishResult[];
  readonly schemaId: string;
  readonly rpcId: string;
}

export interface PubSubHandlers {
  readonly GetTopic: handleUnaryCall<TopicRequest, TopicInfo>;
  readonly GetSchema: handleUnaryCall<SchemaRequest, SchemaInfo>;
  readonly Subscribe: handleBidiStreamingCall<FetchRequest, FetchResponse>;
  readonly ManagedSubscribe: handleBidiStreamingCall<ManagedFetchRequest, ManagedFetchResponse>;
  readonly Publish: handleUnaryCall<PublishRequest, PublishResponse>;
  readonly PublishStream: handleBidiStreamingCall<PublishRequest, PublishResponse>;
}

/** Salesforce's own definition, which its client brings with it: https://github.com/forcedotcom/pub-sub-api */
const protoFile = fileURLToPath(
  new URL('../pubsub_api.proto', import.meta.resolve('salesforce-pubsub-api-client')),
);

export const loadService = (): ServiceDefinition => {
  const definition = loadSync(protoFile, { longs: Number, defaults: true });
  const loaded = grpc.loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: { service: ServiceDefinition } } };
  };
  return loaded.eventbus.v1.PubSub.service;
};

/** Eight bytes, the highest first. */
export const encodeReplayId = (replayId: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(replayId));
  return bytes;
};

/** undefined: not a replay id. */
export const decodeReplayId = (bytes: Buffer): number | undefined =>
  bytes.length === 8 ? Number(bytes.readBigUInt64BE()) : undefined;
