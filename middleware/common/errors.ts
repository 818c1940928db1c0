import { hideSecrets } from './redact.ts';

/**
 * What went wrong decides what happens next, so a failure carries its kind instead of being recognised by its text.
 * - `config`, `auth`: the store stops and a person is told.
 * - `rate-limit`, `unavailable`: we wait and go on by ourselves.
 * - `bad-data`: this record is rejected, the rest goes on.
 */
export type FailureKind = 'config' | 'auth' | 'rate-limit' | 'unavailable' | 'bad-data';

export interface FailureDetails {
  readonly kind: FailureKind;
  /** What a person does next, as a sentence. */
  readonly action: string;
  readonly cause?: unknown;
  /** Set where the other side said when to come back. */
  readonly retryAfterMs?: number;
  /** We hold back by ourselves, and the other side is well: whatever else there is to do goes on. */
  readonly heldBack?: boolean;
}

/**
 * The only error class that crosses a module's border. The message says what happened, to which store and record; what
 * another side said may stand in it, so secrets are hidden in it here.
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly action: string;
  readonly retryAfterMs: number | undefined;
  readonly heldBack: boolean;

  constructor(message: string, { kind, action, cause, retryAfterMs, heldBack }: FailureDetails) {
    super(hideSecrets(message), cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.kind = kind;
    this.action = action;
    this.retryAfterMs = retryAfterMs;
    this.heldBack = heldBack ?? false;
  }

  /** True where the same call can succeed later without anyone doing anything. */
  get retryable(): boolean {
    return this.kind === 'rate-limit' || this.kind === 'unavailable';
  }

  /** Only a person can put it right. */
  get needsPerson(): boolean {
    return this.kind === 'config' || this.kind === 'auth';
  }
}

/** For `catch (error: unknown)` at the end of a piece of work: what nobody expected is waited out, too. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(messageOf(error), {
    kind: 'unavailable',
    action: 'This was not expected: if it comes again, report it with the log.',
    cause: error,
  });
}

/** For `catch (error: unknown)`: what to print. */
export function messageOf(error: unknown): string {
  return hideSecrets(error instanceof Error ? error.message : String(error));
}
