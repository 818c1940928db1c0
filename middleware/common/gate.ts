/** One piece of work at a time; what is urgent before all else that waits, and otherwise in the order in which it came. */
export class Gate {
  readonly #waiting = { urgent: [] as (() => void)[], usual: [] as (() => void)[] };
  readonly #alone: <T>(work: () => Promise<T>) => Promise<T>;
  #isTaken = false;

  /** `alone`: sees to it that no other process is in, where the gate is all replicas'. */
  constructor(alone = <T>(work: () => Promise<T>): Promise<T> => work()) {
    this.#alone = alone;
  }

  /** Whether somebody is inside, or waits to be. */
  get isBusy(): boolean {
    return this.#isTaken;
  }

  async enter<T>(work: () => Promise<T>, urgency: 'usual' | 'urgent' = 'usual'): Promise<T> {
    if (this.#isTaken) await new Promise<void>((go) => this.#waiting[urgency].push(go));
    this.#isTaken = true;
    try {
      return await this.#alone(work);
    } finally {
      // Handed on rather than given back, so that nobody comes in between.
      const next = this.#waiting.urgent.shift() ?? this.#waiting.usual.shift();
      if (next) next();
      else this.#isTaken = false;
    }
  }
}
