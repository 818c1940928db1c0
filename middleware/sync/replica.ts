import { messageOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Lease, Leases, Owner } from '../store/leases.ts';
import type { Wire } from '../store/wire.ts';
import { Bell } from './bell.ts';

export interface Term {
  /** Aborted where no new work is to be begun: the store is handed to another replica, or the process stops. */
  readonly quiet: AbortSignal;
  /** Aborted where work has to end now: the time for that is over, or the lease is lost. */
  readonly signal: AbortSignal;
}

export interface ReplicaSetup {
  readonly leases: Leases;
  readonly wire: Wire;
  readonly owner: Owner;
  /** All that there are to be shared out. */
  readonly stores: readonly string[];
  /** How long work may go on after `signal`, in milliseconds. */
  readonly stopMs: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Does all that there is to do for a store until its term ends. */
  work(lease: Lease, term: Term): Promise<void>;
}

interface Held {
  readonly lease: Lease;
  readonly quiet: AbortController;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  lost: boolean;
}

/** Said on the wire when stores have become free. */
export const freed = 'freed';
/** Of a lease's time that is used: the rest is for clocks that differ and work that ends slowly. */
const usable = 0.8;
/** Of the time to stop in which work may come to its end by itself. */
const patience = 0.6;

/** Takes its share of the stores, keeps it, and works on it, until the signal; then gives all of it back. */
export async function runReplica(setup: ReplicaSetup): Promise<void> {
  const replica = new Replica(setup);
  const unlisten = setup.wire.listen((message) => replica.hear(message));
  try {
    await replica.run();
  } finally {
    unlisten();
    await replica.handBack();
  }
}

class Replica {
  readonly #setup: ReplicaSetup;
  readonly #held = new Map<string, Held>();
  readonly #bell = new Bell();
  #overdue: NodeJS.Timeout | undefined;
  #trouble = false;

  constructor(setup: ReplicaSetup) {
    this.#setup = setup;
  }

  hear(message: string | undefined): void {
    if (message === freed || message === undefined) this.#bell.ring();
  }

  async run(): Promise<void> {
    const { signal, owner } = this.#setup;
    while (!signal.aborted) {
      await this.#beat();
      await this.#pause(owner.ttlMs / 3);
    }
  }

  async #pause(ms: number): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#setup.signal, over.signal]);
    await Promise.race([
      this.#setup.sleep(ms, signal).catch(() => undefined),
      this.#bell.heard(signal),
    ]);
    over.abort();
  }

  async #beat(): Promise<void> {
    const { leases, owner, stores, log } = this.#setup;
    const sentAt = performance.now();
    try {
      const held = this.#leases();
      const able = new Set(stores.filter((store) => !this.#held.has(store)));
      const { kept, taken, surplus } = await leases.round(owner, stores, held, able);
      this.#prolonged(sentAt, held, kept);
      for (const lease of taken) this.#begin(lease);
      this.#relieve(surplus);
      if (this.#trouble) log.info('The database answers again');
      this.#trouble = false;
    } catch (error) {
      if (!this.#trouble) log.warn(`Leases could not be prolonged: ${messageOf(error)}`);
      this.#trouble = true;
    }
  }

  /** Those whose work goes on. */
  #leases(): Lease[] {
    return [...this.#held.values()].filter(({ lost }) => !lost).map(({ lease }) => lease);
  }

  #prolonged(sentAt: number, held: readonly Lease[], kept: readonly Lease[]): void {
    const still = new Set(kept.map(({ token }) => token));
    for (const { store, token } of held) if (!still.has(token)) this.#lose(store);
    const leftMs = sentAt + this.#setup.owner.ttlMs * usable - performance.now();
    clearTimeout(this.#overdue);
    // No answer from the database says that others count us as dead by now.
    this.#overdue = setTimeout(() => this.#loseAll(), Math.max(leftMs, 0));
  }

  #loseAll(): void {
    for (const store of this.#held.keys()) this.#lose(store);
  }

  #lose(store: string): void {
    const held = this.#held.get(store);
    if (!held || held.lost) return;
    held.lost = true;
    this.#setup.log.warn({ store }, 'The lease is lost: the store is left to whoever has it now');
    held.quiet.abort();
    held.stop.abort();
  }

  #begin(lease: Lease): void {
    const { store } = lease;
    this.#setup.log.info({ store }, 'Store taken over');
    const [quiet, stop] = [new AbortController(), new AbortController()];
    const term = { quiet: quiet.signal, signal: stop.signal };
    const done = this.#setup
      .work(lease, term)
      .catch((error: unknown) => this.#setup.log.error({ store }, messageOf(error)))
      .then(() => this.#ended(store));
    this.#held.set(store, { lease, quiet, stop, done, lost: false });
  }

  async #ended(store: string): Promise<void> {
    const held = this.#held.get(store);
    this.#held.delete(store);
    if (!held || held.lost) return;
    const { leases, wire } = this.#setup;
    // Where it cannot be said, the lease ends by itself.
    await leases.release([held.lease]).catch(() => undefined);
    await wire.send(freed).catch(() => undefined);
  }

  #relieve(surplus: number): void {
    const all = [...this.#held.values()];
    const leaving = all.filter(({ quiet }) => quiet.signal.aborted).length;
    const staying = all.filter(({ quiet }) => !quiet.signal.aborted);
    const more = Math.max(0, surplus - leaving);
    for (const held of staying.slice(staying.length - more)) void this.#end(held);
  }

  /** In good order: what is nearly done comes to its end, the rest is cut off. */
  async #end(held: Held): Promise<void> {
    held.quiet.abort();
    const late = setTimeout(() => held.stop.abort(), this.#setup.stopMs * patience);
    await held.done;
    clearTimeout(late);
  }

  async handBack(): Promise<void> {
    const { leases, owner, stopMs, log } = this.#setup;
    await leases.leave(owner).catch(() => undefined);
    const beat = setInterval(() => void this.#keep(), owner.ttlMs / 3);
    const over = new AbortController();
    const ended = Promise.all([...this.#held.values()].map((held) => this.#end(held)));
    await Promise.race([ended, this.#setup.sleep(stopMs, over.signal).catch(() => undefined)]);
    over.abort();
    clearInterval(beat);
    clearTimeout(this.#overdue);
    for (const store of this.#held.keys()) log.error({ store }, 'Its work did not end in time');
  }

  async #keep(): Promise<void> {
    const sentAt = performance.now();
    const held = this.#leases();
    const kept = await this.#setup.leases.prolong(this.#setup.owner, held).catch(() => null);
    if (kept) this.#prolonged(sentAt, held, kept);
  }
}
