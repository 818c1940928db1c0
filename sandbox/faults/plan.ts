import type { Effect, Fault, PlannedFault } from './fault.ts';

interface Planned {
  readonly fault: Fault;
  seen: number;
  hits: number;
}

/** Faults in the order planned; one that is used up is passed over. */
export class Plan {
  readonly #planned: Planned[] = [];

  add(fault: Fault): PlannedFault {
    const entry = { fault, seen: 0, hits: 0 };
    this.#planned.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
    };
  }

  /** What is to happen to this request; every fault that it matches counts it. */
  take({
    method = '',
    url = '',
  }: {
    method?: string | undefined;
    url?: string | undefined;
  }): Effect | null {
    let effect: Effect | null = null;
    for (const entry of this.#planned) {
      const { fault } = entry;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path !== undefined && !fault.path.test(url)) continue;
      entry.seen += 1;
      const first = fault.nth ?? 1;
      if (effect || entry.seen < first || entry.seen >= first + (fault.times ?? 1)) continue;
      entry.hits += 1;
      effect = fault.effect;
    }
    return effect;
  }
}
