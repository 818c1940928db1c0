import { randomUUID } from 'node:crypto';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

const prefix = 'sfdc.platform.eventbus.grpc.';

/**
 * Salesforce's error codes, and the status each comes with. Only that of a replay id, and of a schema id that is blank,
 * is shown in public; the others are ours.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/handling-errors.html
 */
const statuses = {
  'service.auth.error': status.UNAUTHENTICATED,
  'service.auth.headers.invalid': status.UNAUTHENTICATED,
  'topic.not.found': status.NOT_FOUND,
  'topic.meta.permission': status.PERMISSION_DENIED,
  'topic.validation.empty': status.INVALID_ARGUMENT,
  'schema.meta.permission': status.NOT_FOUND,
  'schema.validation.failed': status.INVALID_ARGUMENT,
  'subscription.fetch.replayid.corrupted': status.INVALID_ARGUMENT,
  'subscription.fetch.replayid.validation.failed': status.INVALID_ARGUMENT,
  'subscription.fetch.requested.events.invalid': status.INVALID_ARGUMENT,
  'subscription.fetch.topic.mismatch': status.INVALID_ARGUMENT,
  'subscription.limit.exceeded': status.RESOURCE_EXHAUSTED,
  'subscription.topic.cannot.subscribe': status.PERMISSION_DENIED,
  'publish.event.count.invalid': status.INVALID_ARGUMENT,
  'publish.topic.mismatch': status.INVALID_ARGUMENT,
  'publish.topic.validation.empty': status.INVALID_ARGUMENT,
  'managed.subscription.already.active': status.ALREADY_EXISTS,
  'managed.subscription.config.stopped': status.FAILED_PRECONDITION,
  'managed.subscription.developer.name.not.found': status.NOT_FOUND,
  'managed.subscription.subscription.id.not.found': status.NOT_FOUND,
  'managed.subscription.fetch.request.events.invalid': status.INVALID_ARGUMENT,
  'managed.subscription.fetch.request.commit.request.restricted': status.INVALID_ARGUMENT,
} as const;

export type RefusalCode = keyof typeof statuses;

export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** As it goes over the wire: the code in the trailers, the call's id in the message and in the trailers. */
export const serviceError = (error: unknown, rpcId: string = randomUUID()): ServiceError => {
  const metadata = new Metadata();
  metadata.set('rpc-id', rpcId);
  const message = error instanceof Error ? error.message : String(error);
  const details = `${message} rpcId: ${rpcId}`;
  if (!(error instanceof Refusal)) {
    return Object.assign(new Error(details), { code: status.INTERNAL, details, metadata });
  }
  metadata.set('error-code', prefix + error.code);
  return Object.assign(new Error(details), { code: statuses[error.code], details, metadata });
};
