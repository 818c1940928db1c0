import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest, Received } from '../connector.ts';
import { privacyTopics, topics, type Body } from './topics.ts';

export interface Receiving {
  /** The shop's permanent domain. */
  readonly domain: string;
  /** Each is valid. */
  readonly secrets: readonly string[];
}

/**
 * https://shopify.dev/docs/apps/build/webhooks/verify-deliveries: until the signature over the raw bytes is known to be
 * right, nothing else is looked at. When it was sent does not matter: whatever it is about is read as it is now.
 */
export function receive({ headers, body }: RawRequest, { domain, secrets }: Receiving): Received {
  const signature = Buffer.from(headers['x-shopify-hmac-sha256'] ?? '', 'base64');
  if (!secrets.some((secret) => isSignedWith(secret, body, signature))) {
    return refuse(401, 'the signature does not fit the body', null);
  }
  const delivery = headers['x-shopify-webhook-id'] || null;
  if (headers['x-shopify-shop-domain']?.toLowerCase() !== domain) {
    return refuse(403, `it is for another shop than ${domain}`, delivery);
  }
  const parsed = parse(body);
  if (!parsed) return refuse(400, 'the body is no object in JSON', delivery);
  const topic = headers['x-shopify-topic'] ?? '';
  const known = topics.get(topic)?.nudges;
  const nudges = (known ?? privacyTopics.get(topic))?.(parsed) ?? [];
  // Sent again it would say no more: the next delta brings what it was about.
  const refused = known && nudges.length === 0 ? `${topic} does not say of what` : null;
  return { status: 200, nudges, delivery, refused };
}

function refuse(status: number, refused: string, delivery: string | null): Received {
  return { status, nudges: [], delivery, refused };
}

function isSignedWith(secret: string, body: Uint8Array, signature: Buffer): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** An id can be longer than a number holds exactly, so that a whole number stays as it is written. */
function parse(body: Uint8Array): Body | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value = parseWithSource(text, (_key, part, { source }) =>
      typeof part === 'number' && !Number.isSafeInteger(part) ? source : part,
    );
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Body)
      : null;
  } catch {
    return null;
  }
}
