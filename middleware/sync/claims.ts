interface Held {
  readonly owner: object;
  times: number;
}

/**
 * Which records of a store are on their way to Salesforce: whoever is about to write one claims its key, and frees it
 * when the outcome is kept. So no two writes of one record are ever under way, and what was read earlier cannot land last.
 */
export class Claims {
  readonly #held = new Map<string, Held>();
  /** Held, and somebody else would have had it. */
  readonly #wanted = new Set<string>();
  /** Held by whoever failed: what they sent may still be in Salesforce's queue. */
  readonly #orphans = new Set<string>();
  readonly #onFree: () => void;

  /** `onFree`: called when a key is free again that somebody wanted. */
  constructor(onFree: () => void = () => undefined) {
    this.#onFree = onFree;
  }

  /** Gives the keys that somebody else has; all others are the owner's from now on. */
  take(keys: Iterable<string>, owner: object): ReadonlySet<string> {
    const busy = new Set<string>();
    for (const key of keys) {
      const held = this.#held.get(key);
      if (!held) this.#held.set(key, { owner, times: 1 });
      else if (held.owner === owner) held.times += 1;
      else {
        busy.add(key);
        this.#wanted.add(key);
      }
    }
    return busy;
  }

  /** As often as it was taken. */
  free(keys: Iterable<string>, owner: object): void {
    let wasWanted = false;
    for (const key of keys) {
      const held = this.#held.get(key);
      if (held?.owner !== owner || (held.times -= 1) > 0) continue;
      this.#held.delete(key);
      if (this.#wanted.delete(key)) wasWanted = true;
    }
    if (wasWanted) this.#onFree();
  }

  /** Whether somebody has it; then it is wanted. */
  wants(key: string): boolean {
    if (!this.#held.has(key)) return false;
    this.#wanted.add(key);
    return true;
  }

  isHeld(key: string): boolean {
    return this.#held.has(key);
  }

  /** Ids of a model's records that somebody waits for, without what all their keys begin with. */
  wanted(prefix: string): string[] {
    return [...this.#wanted]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  }

  /** All that the owner has: nothing of it was sent. */
  drop(owner: object): void {
    for (const [key, held] of this.#held) {
      if (held.owner === owner) this.free(Array<string>(held.times).fill(key), owner);
    }
  }

  /** All that the owner has stays held until `recover`: it does not know what became of what it sent. */
  abandon(owner: object): void {
    for (const [key, held] of this.#held) if (held.owner === owner) this.#orphans.add(key);
  }

  /** `settle`: sees to it that nothing which was sent and failed can still take effect. */
  async recover(settle: () => Promise<void>): Promise<void> {
    const orphans = [...this.#orphans];
    if (orphans.length === 0) return;
    await settle();
    for (const key of orphans) {
      if (!this.#orphans.delete(key)) continue;
      this.#held.delete(key);
      this.#wanted.delete(key);
    }
  }
}
