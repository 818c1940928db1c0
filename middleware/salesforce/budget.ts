import { BulkBatches } from './bulk-batches.ts';
import type { Allowance } from './limits.ts';
import { RollingUse, type Outlook } from './rolling-use.ts';

/** Somebody waits for it; it looks for what has changed; it is history. */
export const uses = ['live', 'check', 'backfill'] as const;
export type Use = (typeof uses)[number];

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

/** From plenty to none: each holds back more than the one before. */
export type BudgetState =
  'plenty' | 'slowing down' | 'history held back' | 'only live changes' | 'all held back';

/** How it stands, for a person. Times are UTC ISO-8601. */
export interface BudgetReport {
  readonly state: BudgetState;
  /** Null: the org has told nothing yet. */
  readonly apiRequests: RequestReport | null;
  /** `told`: by the org; else it is what was sent from here. */
  readonly bulkBatches: Usage & { readonly told: boolean; readonly rowsFromHere: number };
  readonly slowed: readonly Use[];
  readonly heldBack: readonly Use[];
  /** When the first of what is held back may go on, as far as that can be told. */
  readonly until: string | null;
  /** What the figures of requests do not say; empty where they say it all. */
  readonly reason: string;
}

export interface RequestReport extends Usage {
  /** Left to others. */
  readonly kept: number;
  /** Null: too little was seen to tell. */
  readonly forecast: (Outlook & { readonly keptReachedAt: string | null }) | null;
}

const longestSlowMs = 30_000;
/** After so long somebody looks whether the window has moved on: a reading that nobody renews would stop us for ever. */
export const stoppedMs = 5 * 60_000;
/** Of readings before anything is foretold. */
const observedMs = 10 * 60_000;
/** Things have to stay better for so long before that is told: at a border they come and go. */
const calmMs = 60_000;

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
  readonly bulk = new BulkBatches();
  readonly #reserve: number;
  readonly #onChange: (report: BudgetReport) => void;
  readonly #day = new RollingUse();
  readonly #ours = perUse(() => new RollingUse());
  readonly #waitedMs = perUse(() => 0);
  #usage: Usage | null = null;
  #seenAt = -Infinity;
  #refusedAt = -Infinity;
  #bulkRefusedAt = -Infinity;
  #told: BudgetState = 'plenty';
  #betterSince = Infinity;

  /** `reserve`: the part (0–1) of the limit that others keep. `onChange` hears when the state is another. */
  constructor(reserve: number, onChange: (report: BudgetReport) => void = () => undefined) {
    this.#reserve = reserve;
    this.#onChange = onChange;
  }

  /** As it was told last; null before that. */
  get usage(): Usage | null {
    return this.#usage;
  }

  /** For how long each use was held up, in milliseconds: slept, or told to come back later. */
  get waitedMs(): Readonly<Record<Use, number>> {
    return this.#waitedMs;
  }

  /** A reading that was seen already says nothing new. `now`: milliseconds since 1970. */
  see(usage: Usage | null, now: number): void {
    if (usage && usage !== this.#usage) {
      this.#usage = usage;
      this.#seenAt = now;
      this.#refusedAt = -Infinity;
      this.#day.see(usage.used, now);
    }
    this.#notice(now);
  }

  /** Null: the org does not show them. */
  seeBulk(batches: Allowance | null, now: number): void {
    this.bulk.tell(batches);
    if (batches) this.#bulkRefusedAt = -Infinity;
    this.#notice(now);
  }

  /** What was seen of the org's requests, for a later life; null: nothing yet. */
  kept(now: number): string | null {
    return this.#day.kept(now);
  }

  /** What an earlier life has kept. */
  recall(kept: string, now: number): void {
    this.#day.recall(kept, now);
  }

  /** A request of ours is sent. */
  spend(use: Use, now: number): void {
    this.#ours[use].add(1, now);
  }

  waited(use: Use, ms: number): void {
    this.#waitedMs[use] += ms;
  }

  /** Salesforce said REQUEST_LIMIT_EXCEEDED. */
  refused(now: number): void {
    this.#refusedAt = now;
    this.#notice(now);
  }

  /** Salesforce takes no Bulk batches any more. */
  bulkRefused(now: number): void {
    this.#bulkRefusedAt = now;
    this.#notice(now);
  }

  /** Whether what is known is too old to stop anybody. */
  isStale(now: number): boolean {
    return now - Math.max(this.#seenAt, this.#refusedAt) >= stoppedMs;
  }

  /** `job`: a bulk job is to be created, which takes batches besides. */
  decide(use: Use, now: number, job = false): Decision {
    const requests = this.#decideRequests(use, now);
    if (!job || requests.state === 'stopped') return requests;
    const batches = this.#decideBatches(use, now);
    return batches.waitMs > requests.waitMs ? batches : requests;
  }

  report(now: number): BudgetReport {
    const standing = this.#standing(now);
    const { isTold: told } = this.bulk;
    const rowsFromHere = this.bulk.rows(now);
    return {
      ...standing,
      apiRequests: this.#requestReport(now),
      bulkBatches: { ...this.bulk.usage(now), told, rowsFromHere },
      until: this.#until(standing.heldBack, now),
    };
  }

  #decideRequests(use: Use, now: number): Decision {
    if (use === 'backfill' && now - this.#refusedAt < stoppedMs) {
      return stopped('Salesforce refuses more API requests for now');
    }
    return this.#decideBy(this.#usage, use, 'API requests');
  }

  #decideBatches(use: Use, now: number): Decision {
    if (now - this.#bulkRefusedAt < stoppedMs) {
      return stopped('Salesforce takes no more Bulk batches for now');
    }
    return this.#decideBy(this.bulk.usage(now), use, 'Bulk batches');
  }

  #decideBy(usage: Usage | null, use: Use, what: string): Decision {
    if (!usage || usage.limit <= 0) return free;
    const { slow, stop } = boundsOf(use, usage, this.#reserve);
    const said = `${usage.used} of the org's ${usage.limit} ${what} in 24 hours are used`;
    if (usage.used >= Math.floor(stop)) return stopped(`${said}; the rest is kept`);
    if (usage.used <= slow) return free;
    const part = (usage.used - slow) / (stop - slow);
    return { state: 'slow', waitMs: Math.ceil(longestSlowMs * part * part), reason: said };
  }

  #requestReport(now: number): RequestReport | null {
    const usage = this.#usage;
    if (!usage) return null;
    const { used, limit } = usage;
    const kept = Math.ceil(limit * this.#reserve);
    if (this.#day.observedMs(now) < observedMs) return { used, limit, kept, forecast: null };
    const rate = this.#day.rate(now);
    const reached = this.#day.when((sum) => sum >= limit - kept, now, rate);
    const forecast = { ...this.#day.outlook(now, rate), keptReachedAt: isoOf(reached) };
    return { used, limit, kept, forecast };
  }

  /** By what goes on meanwhile: all but what is held back. */
  #until(heldBack: readonly Use[], now: number): string | null {
    const use = heldBack.at(-1);
    const usage = this.#usage;
    if (!use || !usage) return null;
    const { stop } = boundsOf(use, usage, this.#reserve);
    // Refused, or out of batches: somebody looks again then.
    if (usage.used < Math.floor(stop)) return isoOf(now + stoppedMs);
    const idle = heldBack.reduce((sum, one) => sum + this.#ours[one].rate(now), 0);
    const rate = Math.max(0, this.#day.rate(now) - idle);
    // The day is read less often than the usage.
    const since = usage.used - this.#day.sum(now);
    return isoOf(this.#day.when((sum) => sum + since < Math.floor(stop), now, rate));
  }

  #notice(now: number): void {
    const { state } = this.#standing(now);
    if (state === this.#told) {
      this.#betterSince = Infinity;
      return;
    }
    const better = rank[state] < rank[this.#told];
    if (better) this.#betterSince = Math.min(this.#betterSince, now);
    if (better && now - this.#betterSince < calmMs) return;
    this.#told = state;
    this.#betterSince = Infinity;
    this.#onChange(this.report(now));
  }

  #standing(now: number): Pick<BudgetReport, 'state' | 'slowed' | 'heldBack' | 'reason'> {
    const decisions = uses.map((use) => ({ use, ...this.decide(use, now, use === 'backfill') }));
    const inState = (wanted: Decision['state']) =>
      decisions.flatMap(({ use, state }) => (state === wanted ? use : []));
    const [slowed, heldBack] = [inState('slow'), inState('stopped')];
    return { state: stateOf(slowed, heldBack), slowed, heldBack, reason: this.#short(now) };
  }

  #short(now: number): string {
    const requests = this.#decideRequests('backfill', now);
    const batches = this.#decideBatches('backfill', now);
    if (now - this.#refusedAt < stoppedMs) return requests.reason;
    return batches.waitMs > requests.waitMs ? batches.reason : '';
  }
}

const rank: Readonly<Record<BudgetState, number>> = {
  plenty: 0,
  'slowing down': 1,
  'history held back': 2,
  'only live changes': 3,
  'all held back': 4,
};

function stateOf(slowed: readonly Use[], heldBack: readonly Use[]): BudgetState {
  if (heldBack.includes('live')) return 'all held back';
  if (heldBack.includes('check')) return 'only live changes';
  if (heldBack.includes('backfill')) return 'history held back';
  return slowed.length > 0 ? 'slowing down' : 'plenty';
}

function stopped(reason: string): Decision {
  return { state: 'stopped', waitMs: stoppedMs, reason };
}

function perUse<T>(make: () => T): Record<Use, T> {
  return { live: make(), check: make(), backfill: make() };
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
