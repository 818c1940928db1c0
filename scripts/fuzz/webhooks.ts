import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { receive } from '../../middleware/connectors/shopify/receive.ts';
import type { Inbox } from '../../middleware/sync/inbox.ts';
import { answersWell, serve } from './server.ts';
import type { Target } from './target.ts';

const secrets = ['shpss_new', 'shpss_old'];
const domain = 'giftshop.myshopify.com';

const text = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.nat().map((id) => `{"id":${id}}`),
  fc.constantFrom('', '{}', '[]', 'null', '{"id":1', '{"__proto__":{"id":1}}', '{"id":1e999}'),
  fc.nat({ max: 3000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
);
const body = fc.oneof(
  text.map((given) => Buffer.from(given)),
  fc.uint8Array({ maxLength: 200 }).map((given) => Buffer.from(given)),
);
/** What becomes of the delivery after it was signed. */
const twist = fc.constantFrom(
  ...(['none', 'other secret', 'cut off', 'longer', 'bit', 'no signature', 'other shop'] as const),
);
const header = fc.stringMatching(/^[\x21-\x7e]{0,300}$/);
const delivery = fc.record({
  ...{
    body,
    twist,
    id: header,
    signature: header,
    at: fc.nat(),
    secret: fc.constantFrom(...secrets),
  },
  topic: fc.oneof(
    fc.constantFrom('orders/updated', 'customers/redact', 'customers/merge', 'constructor', ''),
    header,
  ),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer T> ? T : never;

function bent(sent: Buffer, { twist, at }: Delivery): Buffer {
  if (twist === 'cut off') return sent.subarray(0, Math.max(0, sent.length - 1));
  if (twist === 'longer') return Buffer.concat([sent, Buffer.from(' ')]);
  if (twist !== 'bit' || sent.length === 0) return sent;
  const copy = Buffer.from(sent);
  copy[at % copy.length]! ^= 1 << (at % 8);
  return copy;
}

function headersFor({
  body,
  twist,
  id,
  topic,
  signature,
  secret,
}: Delivery): Record<string, string> {
  const key = twist === 'other secret' ? `${secret}x` : secret;
  const right = createHmac('sha256', key).update(body).digest('base64');
  return {
    'x-shopify-topic': topic,
    'x-shopify-webhook-id': id,
    'x-shopify-shop-domain': twist === 'other shop' ? 'other.myshopify.com' : domain,
    'x-shopify-hmac-sha256': twist === 'no signature' ? signature : right,
  };
}

function isObject(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Deliveries over HTTP: taken is only what is signed as it stands, for this shop, and an object in JSON. */
export async function webhooks(): Promise<Target> {
  const inbox: Inbox = {
    has: (key) => key === 'giftshop',
    receive: async (_key, request) => {
      const { status, refused } = receive(request, { domain, secrets });
      const fate = refused === null ? ('taken' as const) : ('refused' as const);
      return { store: 'shopify:giftshop', fate, status, reason: refused };
    },
  };
  const { ask, close } = await serve({ inbox });
  const property = fc.asyncProperty(delivery, async (given) => {
    const sent = bent(given.body, given);
    const init = { method: 'POST', headers: headersFor(given), body: new Uint8Array(sent) };
    const answer = await ask('/webhooks/giftshop', init);
    const isGenuine = given.twist === 'none' || sent.equals(given.body);
    const isForged = ['other secret', 'no signature', 'other shop'].includes(given.twist);
    const expected = isGenuine && !isForged && isObject(sent);
    return answersWell(answer) && (answer.status === 200) === expected;
  });
  return { name: 'webhooks', property: property as Target['property'], close };
}
