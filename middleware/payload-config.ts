import { Sealer, sealingKey, type SealingKey } from './common/seal.ts';
import type { Environment, Secrets } from './secrets.ts';
import type { PayloadSettings } from './store/payloads.ts';

/** Without a key payloads are not kept, unless somebody asks for them in clear. */
export function readPayloads(
  env: Environment,
  secret: Secrets,
  days: number,
  problems: string[],
): PayloadSettings {
  const current = readKey('STORE_KEY', secret, problems);
  const previous = readKey('STORE_KEY_PREVIOUS', secret, problems);
  if (previous && !current) problems.push('STORE_KEY_PREVIOUS is set, but STORE_KEY is not');
  const inClear = env['STORE_PAYLOADS_IN_CLEAR'] === 'yes';
  if (current && inClear) problems.push('STORE_KEY and STORE_PAYLOADS_IN_CLEAR exclude each other');
  if (current) return { sealer: new Sealer(current, previous ? [previous] : []), days };
  return { sealer: inClear ? 'clear' : null, days };
}

function readKey(name: string, secret: Secrets, problems: string[]): SealingKey | null {
  const text = secret(name);
  if (!text) return null;
  const key = sealingKey(text);
  if (!key) problems.push(`${name} is no key of 32 bytes: make one with "openssl rand -base64 32"`);
  return key;
}

/** What a person should know at the start. */
export function tellPayloads({ sealer, days }: PayloadSettings): string {
  if (sealer === null) {
    return 'Payloads of rejected records are not kept: STORE_KEY is not set.';
  }
  const how = sealer === 'clear' ? 'IN CLEAR' : `sealed with key ${sealer.keyId}`;
  return `Payloads of rejected records are kept for ${days} days, ${how}.`;
}
