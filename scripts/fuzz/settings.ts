import fc from 'fast-check';
import { Failure } from '../../middleware/common/errors.ts';
import { readConfig } from '../../middleware/config.ts';
import { openSources } from '../../middleware/runtime.ts';
import type { Target } from './target.ts';

const secret = 'kX93-never-to-be-shown-Qw7';
const named = [
  ...['PORT', 'HOST', 'POLL_SECONDS', 'PUBLIC_URL', 'TRUST_PROXY', 'ADMIN_FROM', 'ADMIN_TOKEN'],
  ...['STORE_KEY', 'STORE_KEY_PREVIOUS', 'PAYLOAD_DAYS', 'TLS_CERT_FILE', 'DATABASE_URL', 'TOKEN'],
  ...['SALESFORCE_LOGIN_URL', 'SALESFORCE_CLIENT_ID', 'SALESFORCE_TARGET_ORG', 'LOG_LEVEL'],
  ...['SALESFORCE_CLIENT_SECRET', 'SALESFORCE_PRIVATE_KEY_FILE', 'TOKEN_FILE', 'STORE_KEY_FILE'],
];
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('0', '-1', '1e3', '65536', '0.0.0.0', '::', 'true', '10.0.0.0/8', 'http://x', ''),
  fc.constantFrom('https://x.example', '127.0.0.1', '1', '/nowhere'),
);
const env = fc.dictionary(fc.constantFrom(...named), value, { noNullPrototype: true });
/** A secret at a wrong place is shown like anything else there; at its own it never is. */
const secretly = fc.dictionary(
  fc.constantFrom('STORE_KEY', 'STORE_KEY_PREVIOUS', 'ADMIN_TOKEN', 'SALESFORCE_CLIENT_SECRET'),
  fc.constantFrom(secret, `${secret}\n`, ''),
  { noNullPrototype: true },
);
const settings = fc.oneof(
  fc.constant({ domain: 'a.myshopify.com', accessToken: '$TOKEN', webhookSecrets: [secret] }),
  fc.dictionary(
    fc.constantFrom('domain', 'accessToken', 'webhookSecrets', '__proto__'),
    fc.jsonValue(),
  ),
);
const store = fc.oneof(
  fc.record({ platform: fc.constantFrom('shopify', 'constructor', ''), settings }),
  fc.jsonValue(),
);
const key = fc.oneof(fc.constantFrom('giftshop', '__proto__', 'A b'), fc.string({ maxLength: 50 }));
const file = fc.oneof(
  fc.dictionary(key, store, { noNullPrototype: true }).map((stores) => JSON.stringify({ stores })),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constant('{"stores":'),
);

const isPublic = (host: string) => !/^(localhost|127\.|::1$|\[::1\]$)/.test(host);

/** Whatever stands in environment and stores file: a whole configuration, or one Failure that tells no secret. */
export async function settingsTarget(): Promise<Target> {
  const property = fc.asyncProperty(env, secretly, file, async (given, secrets, text) => {
    try {
      const config = readConfig(
        { SALESFORCE_TARGET_ORG: 'mine', TOKEN: secret, ...given, ...secrets },
        (path) => {
          if (path.endsWith('.json')) return text;
          throw new Error('ENOENT');
        },
      );
      openSources(config.stores);
      const { host, tls, trustProxy } = config.http!;
      return !isPublic(host) || tls !== null || trustProxy !== null;
    } catch (error) {
      return error instanceof Failure && error.kind === 'config' && !error.message.includes(secret);
    }
  });
  return { name: 'settings', property: property as Target['property'] };
}
