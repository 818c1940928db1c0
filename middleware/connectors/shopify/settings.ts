import { z } from 'zod';
import { Failure } from '../../common/errors.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Token and personal data travel there, so plain http is allowed to this machine only. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

export const settings = z.strictObject({
  domain: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, {
    error: 'must be the shop\'s permanent domain, such as "giftshop.myshopify.com"',
  }),
  accessToken: z
    .string({ error: 'must be the Admin API access token of the app installed in the shop' })
    .trim()
    .min(1, { error: 'must not be empty' }),
  /**
   * Client secrets of the app, which sign its webhooks: two while one replaces the other, both are valid then
   * (https://shopify.dev/docs/apps/build/authentication-authorization/client-secrets/rotate-revoke-client-credentials).
   */
  webhookSecrets: z
    .array(z.string().trim().min(1, { error: 'must not be empty' }))
    .min(1, { error: 'must hold one or two secrets' })
    .max(2, { error: 'must hold one or two secrets' })
    .optional(),
  /** Replaces `https://<domain>`: a proxy, or a simulated shop on this machine. */
  baseUrl: z
    .string()
    .refine(isSafeAddress, { error: 'must be an https address (http only for this machine)' })
    .optional(),
  /** https://shopify.dev/docs/api/usage/versioning: four a year, each answered for at least 12 months. */
  apiVersion: z
    .string()
    .regex(/^\d{4}-(01|04|07|10)$/, { error: 'must be a version such as "2026-10"' })
    .default('2026-10'),
});
export type Settings = z.infer<typeof settings>;

/** Throws Failure `config` that lists every problem at once; no value is repeated, one of them is a secret. */
export function parseSettings(store: string, given: unknown): Settings {
  const result = settings.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'settings'}: ${message}`,
  );
  throw new Failure(`Shopify store "${store}": ${problems.join('; ')}`, {
    kind: 'config',
    action: `Correct the settings of store "${store}".`,
  });
}
