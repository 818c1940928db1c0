/** Between two looks while events tell of what there is to do: for an event that was lost. */
const heardEveryMs = 5 * 60_000;

type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Tells those who look into Salesforce for work when there is some, so that they need to look less often. */
export class Wake {
  readonly #watchers = new Set<Watcher>();
  #heard = false;

  watcher(): Watcher {
    const watcher = new Watcher(() => this.#heard);
    this.#watchers.add(watcher);
    return watcher;
  }

  /** Whether events come. All look at once, for what was missed meanwhile, and to keep the right time from now on. */
  hears(heard: boolean): void {
    this.#heard = heard;
    for (const watcher of this.#watchers) void watcher.ring();
  }

  /** Ends when all of them have had a good look since. */
  async ring(): Promise<void> {
    await Promise.all([...this.#watchers].map((watcher) => watcher.ring()));
  }
}

/** One who looks, again and again. */
export class Watcher {
  readonly #heard: () => boolean;
  #waiting: (() => void)[] = [];
  #wake: (() => void) | undefined;

  constructor(heard: () => boolean = () => false) {
    this.#heard = heard;
  }

  ring(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#wake?.();
    });
  }

  /** One look; `work` says whether it was a good one. */
  async look(work: () => Promise<boolean>): Promise<boolean> {
    const told = this.#waiting;
    this.#waiting = [];
    const good = await work();
    if (good) for (const tell of told) tell();
    else this.#waiting.unshift(...told);
    return good;
  }

  /** Until it is time for the next look, or there is something to do. One that was not good is repeated by the clock. */
  async rest(everyMs: number, good: boolean, sleep: Sleep, signal: AbortSignal): Promise<void> {
    if (good && this.#waiting.length > 0) return;
    const rung = new AbortController();
    if (good) this.#wake = () => rung.abort();
    const ms = good && this.#heard() ? Math.max(everyMs, heardEveryMs) : everyMs;
    await sleep(ms, AbortSignal.any([signal, rung.signal])).catch(() => undefined);
    this.#wake = undefined;
  }
}
