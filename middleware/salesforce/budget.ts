/** Somebody waits for it; it looks for what has changed; it is history. */
export type Use = 'live' | 'check' | 'backfill';

/** The org's, over 24 hours that move on: all replicas and all other integrations are in it. */
export interface Usage {
  readonly used: number;
  readonly limit: number;
}

export interface Decision {
  readonly state: 'free' | 'slow' | 'stopped';
  /** 0 where it is free. */
  readonly waitMs: number;
  /** For a person. */
  readonly reason: string;
}

const longestSlowMs = 30_000;
/** After so long somebody looks whether the window has moved on: a reading that nobody renews would stop us for ever. */
export const stoppedMs = 5 * 60_000;

const free: Decision = { state: 'free', waitMs: 0, reason: '' };

/** Requests at which a use begins to be slowed down, and at which it stops. */
interface Bounds {
  readonly slow: number;
  readonly stop: number;
}

/**
 * Backfill ends where the share of others begins, looking for changes in the middle of that share, and what somebody
 * waits for when nine tenths of it are gone. Each is slowed down before it is stopped.
 */
function boundsOf(use: Use, { limit }: Usage, reserve: number): Bounds {
  const ours = limit * (1 - reserve);
  const share = limit * reserve;
  if (use === 'backfill') return { slow: ours * 0.75, stop: ours };
  if (use === 'check') return { slow: ours, stop: ours + share * 0.5 };
  return { slow: ours + share * 0.75, stop: ours + share * 0.9 };
}

/**
 * What the org has left, as its answers tell it. No replica needs to know of another: what each has used is in what the
 * org tells all of them. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
export class Budget {
  readonly #reserve: number;
  #usage: Usage | null = null;
  #seenAt = -Infinity;
  #refusedAt = -Infinity;

  /** `reserve`: the part (0–1) of the limit that others keep. */
  constructor(reserve: number) {
    this.#reserve = reserve;
  }

  /** As it was told last; null before that. */
  get usage(): Usage | null {
    return this.#usage;
  }

  /** A reading that was seen already says nothing new. `now`: milliseconds of any clock. */
  see(usage: Usage, now: number): void {
    if (usage === this.#usage) return;
    this.#usage = usage;
    this.#seenAt = now;
    this.#refusedAt = -Infinity;
  }

  /** Salesforce said REQUEST_LIMIT_EXCEEDED. */
  refused(now: number): void {
    this.#refusedAt = now;
  }

  /** Whether what is known is too old to stop anybody. */
  isStale(now: number): boolean {
    return now - Math.max(this.#seenAt, this.#refusedAt) >= stoppedMs;
  }

  decide(use: Use, now: number): Decision {
    if (use === 'backfill' && now - this.#refusedAt < stoppedMs) {
      return stopped('Salesforce refuses more API requests for now');
    }
    const usage = this.#usage;
    if (!usage || usage.limit <= 0) return free;
    const { slow, stop } = boundsOf(use, usage, this.#reserve);
    const said = `${usage.used} of the org's ${usage.limit} API requests in 24 hours are used`;
    if (usage.used >= Math.floor(stop)) return stopped(`${said}; the rest is kept`);
    if (usage.used <= slow) return free;
    const part = (usage.used - slow) / (stop - slow);
    return { state: 'slow', waitMs: Math.ceil(longestSlowMs * part * part), reason: said };
  }
}

function stopped(reason: string): Decision {
  return { state: 'stopped', waitMs: stoppedMs, reason };
}
