import { Failure, type FailureKind } from '../common/errors.ts';
import { errorCode, type PubSubStatus } from './pubsub-client.ts';

/** https://grpc.io/docs/guides/status-codes/ */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

const rights =
  'Deploy the package (npm run deploy) and assign the permission set Commerce_Integration to this user: it reads the event.';
const passing = { kind: 'unavailable', action: 'It is tried again by itself.' } as const;

const meanings: Readonly<Record<number, { kind: FailureKind; action: string }>> = {
  [grpcStatus.invalidArgument]: { kind: 'config', action: 'Check PUBSUB_URL.' },
  [grpcStatus.notFound]: { kind: 'config', action: rights },
  [grpcStatus.permissionDenied]: { kind: 'config', action: rights },
  [grpcStatus.unimplemented]: { kind: 'config', action: 'Check PUBSUB_URL.' },
  [grpcStatus.resourceExhausted]: {
    kind: 'rate-limit',
    action: "The org's event deliveries are used up for today: wait, or see who else subscribes.",
  },
  [grpcStatus.unauthenticated]: {
    kind: 'auth',
    action: 'Check that the integration user may use the Pub/Sub API with this login.',
  },
};

/** Salesforce appends the call's id, by which its support finds it. */
export function pubSubFailure(endpoint: string, status: PubSubStatus): Failure {
  const code = errorCode(status);
  const what = [code, status.details].filter((text) => text !== '').join(': ');
  return new Failure(`Pub/Sub API at ${endpoint}: ${what || 'the stream ended'}`, {
    ...(meanings[status.code] ?? passing),
    cause: status,
  });
}
