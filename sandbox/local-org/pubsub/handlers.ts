import { randomUUID } from 'node:crypto';
import type { Metadata, sendUnaryData, ServerDuplexStream, ServerUnaryCall } from '@grpc/grpc-js';
import type { EventOrg } from '../engine/flows/bus.ts';
import type { Session } from '../engine/types.ts';
import { type CallerDeps, callerOf } from './caller.ts';
import { publish } from './publishing.ts';
import { Refusal, serviceError } from './refusal.ts';
import { Schemas } from './schemas.ts';
import { type Deliveries, startOf, type Subscriber, Subscription } from './subscription.ts';
import { Topics } from './topics.ts';
import type {
  FetchRequest,
  FetchResponse,
  PubSubHandlers,
  PublishRequest,
  PublishResponse,
  SchemaInfo,
  SchemaRequest,
  TopicInfo,
  TopicRequest,
} from './wire.ts';

export interface PubSubDeps {
  readonly org: EventOrg;
  readonly url: string;
  sessionFor: CallerDeps['sessionFor'];
  readonly deliveries: Deliveries;
  now(): Date;
  /** 270 s, as Salesforce's at most, where it is not given. */
  readonly keepAliveMs?: number;
}

type Caller = (metadata: Metadata) => Session;

const unary =
  <Request, Response>(caller: Caller, answer: (request: Request, session: Session) => Response) =>
  (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    try {
      callback(null, answer(call.request, caller(call.metadata)));
    } catch (error) {
      callback(serviceError(error));
    }
  };

const sameTopic = (code: 'publish.topic.mismatch' | 'subscription.fetch.topic.mismatch') => {
  let first: string | undefined;
  return (name: string): string => {
    if (first === undefined || name === '') return (first ??= name);
    if (name === first) return first;
    throw new Refusal(code, `The topic of this call is ${first}; it cannot change to ${name}.`);
  };
};

/** Calls `take` with each request; what it throws ends the call. */
const eachRequest = <Request, Response>(
  call: ServerDuplexStream<Request, Response>,
  take: (request: Request) => void,
  stop: () => void,
): void => {
  let failed = false;
  const fail = (error: unknown): void => {
    failed = true;
    stop();
    call.emit('error', serviceError(error));
  };
  call.on('data', (request: Request) => {
    if (failed) return;
    try {
      take(request);
    } catch (error) {
      fail(error);
    }
  });
  call.on('cancelled', stop);
  call.on('end', () => {
    stop();
    if (!failed) call.end();
  });
};

const subscribe =
  (deps: Parameters<typeof startOf>[0], caller: Caller) =>
  (call: ServerDuplexStream<FetchRequest, FetchResponse>): void => {
    const rpcId = randomUUID();
    const topicOf = sameTopic('subscription.fetch.topic.mismatch');
    let subscription: Subscription | undefined;
    const begin = (request: FetchRequest): Subscription => {
      const session = caller(call.metadata);
      const topic = deps.topics.find(request.topicName);
      if (!deps.topics.maySubscribe(session, topic)) {
        const message = `${session.username} may not subscribe to ${topic.name}.`;
        throw new Refusal('subscription.topic.cannot.subscribe', message);
      }
      const subscriber: Subscriber = {
        session,
        rpcId,
        send: (response) => call.write(response),
        fail: (error) => call.emit('error', serviceError(error, rpcId)),
      };
      return new Subscription(deps, topic, subscriber, startOf(deps, request));
    };
    const take = (request: FetchRequest): void => {
      topicOf(request.topicName);
      if (request.numRequested <= 0) {
        const message = 'The number of requested events must be greater than 0.';
        throw new Refusal('subscription.fetch.requested.events.invalid', message);
      }
      subscription ??= begin(request);
      subscription.request(request.numRequested);
    };
    eachRequest(call, take, () => subscription?.stop());
  };

const publishStream =
  (deps: Parameters<typeof publish>[0], caller: Caller) =>
  (call: ServerDuplexStream<PublishRequest, PublishResponse>): void => {
    const topicOf = sameTopic('publish.topic.mismatch');
    const take = (request: PublishRequest): void => {
      const topicName = topicOf(request.topicName);
      call.write(publish(deps, caller(call.metadata), { ...request, topicName }));
    };
    eachRequest(call, take, () => undefined);
  };

const topicInfo = (topics: Topics, orgId: string, session: Session, name: string): TopicInfo => {
  const topic = topics.find(name);
  const canPublish = topics.mayPublish(session, topic);
  const canSubscribe = topics.maySubscribe(session, topic);
  if (!canPublish && !canSubscribe) {
    throw new Refusal('topic.meta.permission', `${session.username} has no access to ${name}.`);
  }
  const rpcId = randomUUID();
  const schemaId = topic.schema?.id ?? '';
  return { topicName: name, tenantGuid: orgId, canPublish, canSubscribe, schemaId, rpcId };
};

const schemaInfo = ({ schemas }: Topics, schemaId: string): SchemaInfo => {
  if (schemaId === '') {
    const message = "Schema validation failed. The schema ID can't be blank.";
    throw new Refusal('schema.validation.failed', message);
  }
  const schema = schemas.byId(schemaId);
  if (schema === undefined) {
    throw new Refusal('schema.meta.permission', `There is no schema ${schemaId}.`);
  }
  return { schemaJson: schema.json, schemaId, rpcId: randomUUID() };
};

export const handlersOf = (options: PubSubDeps): Omit<PubSubHandlers, 'ManagedSubscribe'> => {
  const { deliveries, keepAliveMs = 270_000, now, org, sessionFor, url } = options;
  const topics = new Topics(org, new Schemas());
  const caller: Caller = (metadata) => callerOf({ orgId: org.id, url, sessionFor }, metadata);
  const { bus } = org;
  const deps = { bus, topics, deliveries, keepAliveMs, now: () => now().getTime() };
  return {
    GetTopic: unary<TopicRequest, TopicInfo>(caller, ({ topicName }, session) =>
      topicInfo(topics, org.id, session, topicName),
    ),
    GetSchema: unary<SchemaRequest, SchemaInfo>(caller, ({ schemaId }) =>
      schemaInfo(topics, schemaId),
    ),
    Subscribe: subscribe(deps, caller),
    Publish: unary<PublishRequest, PublishResponse>(caller, (request, session) =>
      publish({ bus, topics }, session, request),
    ),
    PublishStream: publishStream({ bus, topics }, caller),
  };
};
