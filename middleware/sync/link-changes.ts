const mostKept = 50_000;

/**
 * Who became somebody else while their records were on their way: those say who the customer was when they were mapped,
 * and are read once more.
 */
export class LinkChanges {
  readonly #changedAt = new Map<string, number>();
  #now = 0;
  /** What changed before is not known any more. */
  #forgotten = 0;

  /** A moment, to ask about later. */
  get now(): number {
    return this.#now;
  }

  /** External ids. */
  changed(customers: Iterable<string>): void {
    this.#now += 1;
    for (const customer of customers) {
      this.#changedAt.delete(customer);
      this.#changedAt.set(customer, this.#now);
    }
    for (const [customer, at] of this.#changedAt) {
      if (this.#changedAt.size <= mostKept) return;
      this.#changedAt.delete(customer);
      this.#forgotten = at;
    }
  }

  isChanged(customer: string, since: number): boolean {
    return since < this.#forgotten || (this.#changedAt.get(customer) ?? 0) > since;
  }
}
