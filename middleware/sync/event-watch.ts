/**
 * Whether Salesforce's events tell of requests here:
 * - `connected`: they do, and it is looked by the clock only for what was missed.
 * - `not connected`: it is tried, and meanwhile looked by the clock.
 * - `elsewhere`: another replica hears them.
 * - `off`: the settings say so.
 */
export type EventsState = 'connected' | 'not connected' | 'elsewhere' | 'off';

/** Times are UTC ISO-8601. */
export interface EventsReport {
  readonly state: EventsState;
  /** When it came to be so. */
  readonly since: string;
  /** Since this process began; null: none. */
  readonly lastEventAt: string | null;
  /** Why it is not connected. */
  readonly reason: string | null;
}

/** Remembers how the org's events are heard, for status and metrics. */
export class EventWatch {
  readonly #now: () => Date;
  #report: EventsReport;

  constructor(now: () => Date, state: EventsState = 'off') {
    this.#now = now;
    this.#report = { state, since: now().toISOString(), lastEventAt: null, reason: null };
  }

  get report(): EventsReport {
    return this.#report;
  }

  is(state: EventsState): void {
    if (state === this.#report.state) return;
    const since = this.#now().toISOString();
    this.#report = { ...this.#report, state, since, reason: null };
  }

  failed(reason: string): void {
    this.is('not connected');
    this.#report = { ...this.#report, reason };
  }

  heard(): void {
    this.#report = { ...this.#report, lastEventAt: this.#now().toISOString() };
  }
}
