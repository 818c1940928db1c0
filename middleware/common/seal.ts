import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Failure } from './errors.ts';

/**
 * AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D, https://doi.org/10.6028/NIST.SP.800-38D: fewer than 2^32
 * texts a key). What is sealed is bound to where it stands, so that it cannot be moved to another record.
 */
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const form = /^s1\.([0-9a-f]{8})\.([\w-]+)$/;

export interface SealingKey {
  /** Tells keys apart, and tells nothing of the key. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** Of 32 bytes in base64, base64url or hex, such as `openssl rand -base64 32` makes; null where it is none. */
export function sealingKey(text: string): SealingKey | null {
  const given = text.trim();
  const isHex = /^[0-9a-f]{64}$/i.test(given);
  if (!isHex && !/^[\w+/-]{43}=?$/.test(given)) return null;
  const bytes = Buffer.from(given, isHex ? 'hex' : 'base64');
  const id = createHash('sha256').update('orderlens key id').update(bytes).digest('hex');
  return bytes.length === 32 ? { id: id.slice(0, 8), bytes } : null;
}

export class Sealer {
  /** Of the key that seals. */
  readonly keyId: string;
  readonly #current: SealingKey;
  readonly #keys: ReadonlyMap<string, SealingKey>;

  /** `previous` open what was sealed before the key was changed. */
  constructor(current: SealingKey, previous: readonly SealingKey[] = []) {
    this.#current = current;
    this.keyId = current.id;
    this.#keys = new Map([...previous, current].map((key) => [key.id, key]));
  }

  /** Gives `s1.<id of the key>.<nonce, ciphertext and tag in base64url>`. */
  seal(text: string, place: string): string {
    const nonce = randomBytes(nonceBytes);
    const { id, bytes } = this.#current;
    const sealing = createCipheriv(cipher, bytes, nonce, { authTagLength: tagBytes });
    sealing.setAAD(boundTo(id, place));
    const parts = [nonce, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()];
    return `s1.${id}.${Buffer.concat(parts).toString('base64url')}`;
  }

  /** Throws Failure `config` for what was sealed with another key, at another place, or changed since. */
  open(sealed: string, place: string): string {
    const [, id = '', body = ''] = form.exec(sealed) ?? [];
    const key = this.#keys.get(id);
    if (!key) throw unknownKey(id, place);
    const bytes = Buffer.from(body, 'base64url');
    const end = bytes.length - tagBytes;
    if (end < nonceBytes) throw changed(place);
    try {
      const nonce = bytes.subarray(0, nonceBytes);
      const opening = createDecipheriv(cipher, key.bytes, nonce, { authTagLength: tagBytes });
      opening.setAAD(boundTo(id, place)).setAuthTag(bytes.subarray(end));
      const text = [opening.update(bytes.subarray(nonceBytes, end)), opening.final()];
      return Buffer.concat(text).toString('utf8');
    } catch (cause) {
      throw changed(place, cause);
    }
  }
}

/** Whether a text is a sealed one; what it holds is known only when it is opened. */
export function isSealed(text: string): boolean {
  return form.test(text);
}

function boundTo(id: string, place: string): Buffer {
  return Buffer.from(`s1 ${id} ${place}`);
}

function unknownKey(id: string, place: string): Failure {
  return new Failure(
    `What is kept at ${place} was sealed with a key that is not here (${id || 'none'})`,
    {
      kind: 'config',
      action:
        'Set STORE_KEY_PREVIOUS to the key that was in use before, then run "orderlens rotate-key".',
    },
  );
}

function changed(place: string, cause?: unknown): Failure {
  return new Failure(
    `What is kept at ${place} was changed after it was sealed, or belongs elsewhere`,
    {
      kind: 'config',
      action:
        'Restore the database from a backup, or let the record be read again: "orderlens rejected retry".',
      cause,
    },
  );
}
