import type { Metadata } from '@grpc/grpc-js';
import type { Session } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';
import { Refusal } from './refusal.ts';

const knowsInstance = rule('pubsub.instance');
const knowsTenant = rule('pubsub.tenant');

export interface CallerDeps {
  readonly orgId: string;
  /** The org's own URL. */
  readonly url: string;
  sessionFor(token: string): Session | undefined;
}

const header = (metadata: Metadata, name: string): string => {
  const [value] = metadata.get(name);
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal('service.auth.headers.invalid', `The ${name} header is missing or blank.`);
};

/** Clients ask for https and may call the machine by its name. */
const hostOf = (url: string): string | undefined => {
  const parsed = URL.parse(url);
  return parsed?.host.replace(/^localhost(?=:|$)/, '127.0.0.1');
};

/**
 * Who calls, by the three headers of every call. Throws Refusal.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/supported-auth.html
 */
export const callerOf = ({ orgId, sessionFor, url }: CallerDeps, metadata: Metadata): Session => {
  const token = header(metadata, 'accesstoken');
  const instance = header(metadata, 'instanceurl');
  const tenant = header(metadata, 'tenantid');
  if (knowsInstance && hostOf(instance) !== hostOf(url)) {
    throw new Refusal(
      'service.auth.headers.invalid',
      `${instance} is not this org's instance URL.`,
    );
  }
  if (knowsTenant && tenant !== orgId && tenant !== orgId.slice(0, 15)) {
    throw new Refusal('service.auth.headers.invalid', `${tenant} is not this org's ID.`);
  }
  const session = sessionFor(token);
  if (session === undefined) {
    throw new Refusal('service.auth.error', 'The access token is not valid for this org.');
  }
  return session;
};
