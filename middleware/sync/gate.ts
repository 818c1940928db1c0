/** One piece of work at a time, in the order in which they came. */
export class Gate {
  #last: Promise<unknown> = Promise.resolve();
  #inside = 0;

  /** Whether somebody is inside, or waits to be. */
  get isBusy(): boolean {
    return this.#inside > 0;
  }

  enter<T>(work: () => Promise<T>): Promise<T> {
    this.#inside += 1;
    const turn = this.#last.then(work).finally(() => (this.#inside -= 1));
    // How it ends is for whoever entered; the next one comes in either way.
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** A gate for all replicas: `alone` sees to it that no other process is in. */
export class SharedGate extends Gate {
  readonly #alone: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(alone: <T>(work: () => Promise<T>) => Promise<T>) {
    super();
    this.#alone = alone;
  }

  override enter<T>(work: () => Promise<T>): Promise<T> {
    return super.enter(() => this.#alone(work));
  }
}
