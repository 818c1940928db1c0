import { Failure } from '../common/errors.ts';
import { hideSecrets, hideSecretsIn } from '../common/redact.ts';
import { isSealed, type Sealer } from '../common/seal.ts';

/** What becomes of records as they were received, which hold personal data. */
export interface PayloadSettings {
  /** `clear`: kept as they are, because somebody asked for it; null: not kept. */
  readonly sealer: Sealer | 'clear' | null;
  /** After so many days they are forgotten. */
  readonly days: number;
}

export const noPayloads: PayloadSettings = { sealer: null, days: 30 };

/** Enough to recognise the record and see what is wrong with it; an order of 1,000 lines need not be kept whole. */
const longest = 10_000;

export interface PayloadPlace {
  readonly store: string;
  readonly model: string;
  readonly key: string;
}

/** The key of a rejection's row. */
export function placeOf(org: string, { store, model, key }: PayloadPlace): string {
  return JSON.stringify([org, store, model, key]);
}

/** What is put into the database; `place` is the key of its row. Secrets are hidden in any case. */
export function toKeep(raw: unknown, { sealer }: PayloadSettings, place: string): string | null {
  if (raw === undefined || raw === null || sealer === null) return null;
  const whole = typeof raw === 'string' ? hideSecrets(raw) : JSON.stringify(hideSecretsIn(raw));
  // PostgreSQL's text holds no NUL.
  const text = whole.slice(0, longest).replaceAll('\0', '\uFFFD');
  return sealer === 'clear' ? text : sealer.seal(text, place);
}

/** Throws Failure `config` where it cannot be opened. */
export function asReceived(kept: string, { sealer }: PayloadSettings, place: string): string {
  if (!isSealed(kept)) return kept;
  if (sealer === null || sealer === 'clear') throw noKey();
  return sealer.open(kept, place);
}

function noKey(): Failure {
  return new Failure('Payloads in the database are sealed, and there is no key to open them', {
    kind: 'config',
    action: 'Set STORE_KEY to the key that they were sealed with.',
  });
}
