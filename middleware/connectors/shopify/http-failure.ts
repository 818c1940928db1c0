import { Failure, type FailureKind } from '../../common/errors.ts';

/** The two names a person knows a store by: its key in stores.json and its domain. */
export interface StoreName {
  readonly store: string;
  readonly domain: string;
}

export function storeLabel({ store, domain }: StoreName): string {
  return `Shopify store "${store}" (${domain})`;
}

interface Meaning {
  readonly kind: FailureKind;
  readonly what: string;
  readonly action: string;
}

const newToken =
  'Create a new access token for the app in the Shopify admin, put it into the settings of this store, and start again.';

/** https://shopify.dev/docs/api/usage/response-codes */
const meanings: Readonly<Record<number, Meaning>> = {
  401: { kind: 'auth', what: 'refused the access token', action: newToken },
  402: {
    kind: 'config',
    what: 'is frozen for an unpaid bill',
    action: "The shop's owner settles the bill in the Shopify admin; then start again.",
  },
  403: {
    kind: 'auth',
    what: 'does not let this app in',
    action: `Check that the app is installed and has its scopes. ${newToken}`,
  },
  404: {
    kind: 'config',
    what: 'was not found',
    action: 'Check the domain and the API version in the settings of this store.',
  },
  423: {
    kind: 'config',
    what: 'is locked by Shopify',
    action: "The shop's owner asks Shopify support why; then start again.",
  },
};

const moved: Meaning = {
  kind: 'config',
  what: 'answers at another address now',
  action: "Put the shop's present permanent domain into the settings of this store.",
};
const busy: Meaning = {
  kind: 'rate-limit',
  what: 'is getting too many requests',
  action: 'Nothing to do: it is tried again later.',
};
const down: Meaning = {
  kind: 'unavailable',
  what: 'does not answer properly',
  action: 'Nothing to do: it is tried again later. See https://www.shopifystatus.com',
};
const refused: Meaning = {
  kind: 'config',
  what: 'refused the request',
  action: 'Check the domain and the API version in the settings of this store.',
};

function meaningOf(status: number): Meaning {
  const exact = meanings[status];
  if (exact) return exact;
  if (status === 429 || status === 430) return busy;
  if (status >= 500 || status === 408) return down;
  return status >= 300 && status < 400 ? moved : refused;
}

/** What an HTTP status that is no success means for the store. */
export function httpFailure(name: StoreName, status: number, retryAfterMs?: number): Failure {
  const { kind, what, action } = meaningOf(status);
  return new Failure(`${storeLabel(name)} ${what}: HTTP ${status}`, {
    kind,
    action,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

export function unavailable(name: StoreName, what: string, cause?: unknown): Failure {
  return new Failure(`${storeLabel(name)}: ${what}`, {
    kind: 'unavailable',
    action: down.action,
    cause,
  });
}

/** `Retry-After` is seconds or a date; anything else says nothing. */
export function retryAfterOf(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const at = /^\d+(\.\d+)?$/.test(value) ? now.getTime() + Number(value) * 1000 : Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
