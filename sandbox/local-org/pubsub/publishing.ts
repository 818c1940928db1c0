import { randomUUID } from 'node:crypto';
import type { EventBus } from '../engine/flows/bus.ts';
import type { Session } from '../engine/types.ts';
import { fromAvro } from './field-types.ts';
import { Refusal } from './refusal.ts';
import type { Topic, Topics } from './topics.ts';
import {
  encodeReplayId,
  type ProducerEvent,
  type PublishRequest,
  type PublishResponse,
  type PublishResult,
} from './wire.ts';

/** https://developer.salesforce.com/docs/platform/pub-sub-api/guide/allocations.html */
const mostBytes = 1024 * 1024;
const publishError = 1;

export interface Publishing {
  readonly bus: EventBus;
  readonly topics: Topics;
}

const valuesOf = ({ topics }: Publishing, topic: Topic, event: ProducerEvent) => {
  if (event.payload.length > mostBytes) throw new Error('The event is larger than 1 MB.');
  const schema = topics.schemas.byId(event.schemaId);
  if (schema === undefined || schema.id !== topic.schema?.id) {
    throw new Error(`${event.schemaId} is not the ID of the schema of ${topic.name}.`);
  }
  const record = schema.type.fromBuffer(event.payload) as Readonly<Record<string, unknown>>;
  const fields = topic.published?.fields ?? [];
  return new Map(fields.map((field) => [field.name, fromAvro(field, record[field.name])]));
};

/** Who publishes, and when, is what the org knows, whatever the payload says of it; that is ours. */
const publishOne = (
  deps: Publishing,
  session: Session,
  topic: Topic,
  event: ProducerEvent,
): PublishResult => {
  const correlationKey = event.id === '' ? randomUUID() : event.id;
  try {
    const values = valuesOf(deps, topic, event);
    const name = topic.published?.name ?? '';
    const replayId = deps.bus.publish(session, name, values, correlationKey);
    return { replayId: encodeReplayId(replayId), correlationKey };
  } catch (error) {
    const msg = error instanceof Error ? error.message : String(error);
    return { replayId: Buffer.alloc(0), error: { code: publishError, msg }, correlationKey };
  }
};

/** Each event by itself: one that is refused keeps no other back. Throws Refusal for the whole request. */
export const publish = (
  deps: Publishing,
  session: Session,
  { events, topicName }: PublishRequest,
): PublishResponse => {
  if (topicName === '') {
    throw new Refusal('publish.topic.validation.empty', "The topic name can't be blank.");
  }
  if (events.length === 0) {
    throw new Refusal('publish.event.count.invalid', 'The request has no events.');
  }
  const topic = deps.topics.find(topicName);
  if (!deps.topics.mayPublish(session, topic)) {
    const message = `${session.username} may not publish to ${topicName}.`;
    throw new Refusal('topic.meta.permission', message);
  }
  return {
    results: events.map((event) => publishOne(deps, session, topic, event)),
    schemaId: topic.schema?.id ?? '',
    rpcId: randomUUID(),
  };
};
