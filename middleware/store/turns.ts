type Urgency = 'usual' | 'urgent';

/** One piece of work at a time; what is urgent before all else that waits, and otherwise in the order in which it came. */
export class Turns {
  readonly #waiting = { urgent: [] as (() => void)[], usual: [] as (() => void)[] };
  #isTaken = false;

  async take<T>(work: () => Promise<T>, urgency: Urgency = 'usual'): Promise<T> {
    if (this.#isTaken) await new Promise<void>((go) => this.#waiting[urgency].push(go));
    this.#isTaken = true;
    try {
      return await work();
    } finally {
      // Handed on rather than given back, so that nobody comes in between.
      const next = this.#waiting.urgent.shift() ?? this.#waiting.usual.shift();
      if (next) next();
      else this.#isTaken = false;
    }
  }
}
