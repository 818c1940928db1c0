/** One piece of work at a time, in the order in which they came: a store's runs and nudges never overlap. */
export class Gate {
  #last: Promise<unknown> = Promise.resolve();

  enter<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // How it ends is for whoever entered; the next one comes in either way.
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
