import { Failure, messageOf } from '../common/errors.ts';
import type { Page, Read } from '../connectors/connector.ts';
import {
  fingerprint,
  orderFact,
  toAggregate,
  type MappedModel,
  type MappingSettings,
} from '../mapping/index.ts';
import type { Model, Order, OrderFact } from '../model/index.ts';
import type { Aggregate, Outcome, RecordWriter } from '../salesforce/record.ts';
import type { Shrunk } from '../store/child-keys.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import type { Store } from '../store/store.ts';
import { noCounts, type Counts } from './counts.ts';
import { hashOf, judge } from './diff.ts';
import { PageTracker, type OpenPage } from './page-tracker.ts';
import { reasonOf } from './reason.ts';
import { Settlement } from './settlement.ts';
import { withVanished } from './vanished.ts';

export interface LaneSetup<Name extends MappedModel> {
  /** The store's external id: `shopify:giftshop`. */
  readonly store: string;
  readonly model: Name;
  readonly mode: 'backfill' | 'delta';
  readonly read: Read<Model[Name]>;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  readonly writer: RecordWriter;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  onProgress(counts: Readonly<Counts>, total: number | null): void;
}

export interface LaneResult {
  readonly counts: Readonly<Counts>;
  /** False where records are to be read again by the next run. */
  readonly complete: boolean;
  /** The source's clock when the read began; null when it gave no page at all. */
  readonly readAt: string | null;
}

interface Mapped {
  readonly aggregate: Aggregate;
  readonly hash: string;
  /** Of an order. */
  readonly fact: OrderFact | undefined;
}

interface InFlight {
  readonly page: OpenPage;
  readonly hash: string;
  readonly sourceTime: string;
  readonly rows: number;
  readonly fact: OrderFact | undefined;
  readonly shrunk: Shrunk | undefined;
}

/** Reads one model of one store and writes what has changed; leaves a checkpoint behind each settled page. Throws Failure. */
export async function runLane<Name extends MappedModel>(
  setup: LaneSetup<Name>,
): Promise<LaneResult> {
  return new Lane(setup).run();
}

class Lane<Name extends MappedModel> {
  readonly #setup: LaneSetup<Name>;
  readonly #counts = noCounts();
  readonly #tracker = new PageTracker();
  readonly #settlement: Settlement;
  readonly #fingerprint: string;
  /** By key, in the order sent: a record can change again while its last version is on its way. */
  readonly #inFlight = new Map<string, InFlight[]>();
  #total: number | null = null;

  constructor(setup: LaneSetup<Name>) {
    this.#setup = setup;
    const { memory, store, model, mode, mapping, now } = setup;
    this.#fingerprint = fingerprint(model, mapping);
    this.#settlement = new Settlement(memory, { store, model }, now, {
      ...{ tracker: this.#tracker, model, fingerprint: this.#fingerprint },
      complete: mode === 'delta',
    });
  }

  async run(): Promise<LaneResult> {
    const since = await this.#since();
    try {
      for await (const outcome of this.#setup.writer.write(this.#aggregates(since))) {
        this.#take(outcome);
        if (this.#settlement.due) await this.#flush();
      }
    } finally {
      // What was confirmed stays confirmed, whatever ended the run.
      await this.#flush();
    }
    return this.#finish();
  }

  async #since(): Promise<string | null> {
    const { memory, store, model, mode } = this.#setup;
    const checkpoint = await memory.checkpoints.get(store, model);
    if (checkpoint?.fingerprint !== this.#fingerprint) return null;
    // A backfill goes on where the last one was cut off, and begins anew after one that was not.
    return mode === 'backfill' && checkpoint.complete ? null : checkpoint.cursor;
  }

  async *#aggregates(since: string | null): AsyncGenerator<Aggregate> {
    for await (const page of this.#setup.read(since, this.#setup.signal)) {
      this.#total = page.total ?? this.#total;
      const open = this.#tracker.open(page);
      this.#rejectUnreadable(page);
      yield* this.#changed(page, open);
      open.close();
      await this.#flush();
    }
  }

  #rejectUnreadable({ rejected }: Page<unknown>): void {
    this.#counts.read += rejected.length;
    for (const { id, reason, raw } of rejected) this.#reject(this.#keyOf(id), 'read', reason, raw);
  }

  async *#changed(page: Page<Model[Name]>, open: OpenPage): AsyncGenerator<Aggregate> {
    const mapped = page.records.flatMap((record) => this.#map(record, page.readAt));
    const { store, memory } = this.#setup;
    const known = await memory.outcomes.known(mapped.map(({ aggregate }) => aggregate.key));
    this.#counts.read += page.records.length;
    const changed = mapped.filter((one) => this.#isToSend(one, known));
    for (const { one, aggregate, shrunk } of await withVanished(changed, store, memory.children)) {
      const { key, version, rows } = aggregate;
      const { hash, fact } = one;
      const { sourceTime } = version;
      open.expect();
      this.#launch(key, { page: open, hash, sourceTime, rows: rows.length, fact, shrunk });
      yield aggregate;
    }
  }

  #isToSend({ aggregate, hash }: Mapped, known: ReadonlyMap<string, KnownOutcome>): boolean {
    const verdict = judge(known.get(aggregate.key), hash, aggregate.version.sourceTime);
    if (verdict === 'unchanged') this.#counts.unchanged += 1;
    if (verdict === 'refused-before') this.#counts.rejected += 1;
    return verdict === 'send';
  }

  #map(record: Model[Name], readAt: string): Mapped[] {
    const { model, mapping } = this.#setup;
    try {
      const aggregate = toAggregate(model, record, readAt, mapping);
      const fact = model === 'order' ? orderFact(record as Order) : undefined;
      return [{ aggregate, hash: hashOf(aggregate), fact }];
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'bad-data') throw error;
      this.#reject(this.#keyOf(record.ref.id), 'map', messageOf(error), record);
      return [];
    }
  }

  /** The same as an aggregate's key, so that a rejection ends when the record is written after all. */
  #keyOf(id: string): string {
    return `${this.#setup.model}/${this.#setup.store}:${id}`;
  }

  #launch(key: string, flight: InFlight): void {
    const flights = this.#inFlight.get(key);
    if (flights) flights.push(flight);
    else this.#inFlight.set(key, [flight]);
  }

  #land(key: string): InFlight {
    const flights = this.#inFlight.get(key);
    const flight = flights?.shift();
    if (!flight) throw new Error(`The writer gave an outcome nobody waits for: ${key}`);
    if (flights!.length === 0) this.#inFlight.delete(key);
    return flight;
  }

  #take({ key, state, errors }: Outcome): void {
    const flight = this.#land(key);
    if (state === 'retry') {
      this.#counts.retry += 1;
      this.#settlement.reject({ key, stage: 'retry', reason: reasonOf(errors), raw: null });
      flight.page.hold();
      return;
    }
    if (state === 'waiting-parent') {
      this.#counts.waiting += 1;
      this.#settlement.reject({ key, stage: 'waiting', reason: reasonOf(errors), raw: null });
    } else {
      const { hash, sourceTime } = flight;
      this.#settlement.outcome({ key, hash, sourceTime, state });
      if (state === 'written') this.#written(flight);
      else this.#reject(key, 'write', reasonOf(errors), null);
    }
    flight.page.settle();
  }

  #written({ rows, fact, shrunk }: InFlight): void {
    this.#counts.written += 1;
    this.#counts.rows += rows;
    if (fact) this.#settlement.fact(fact);
    if (shrunk) this.#settlement.shrunk(shrunk);
  }

  #reject(key: string, stage: 'read' | 'map' | 'write', reason: string, raw: unknown): void {
    this.#counts.rejected += 1;
    this.#settlement.reject({ key, stage, reason, raw });
  }

  async #flush(): Promise<void> {
    await this.#settlement.flush();
    this.#setup.onProgress(this.#counts, this.#total);
  }

  async #finish(): Promise<LaneResult> {
    const { memory, store, model } = this.#setup;
    const reached = this.#tracker.reached;
    const complete = this.#tracker.done;
    if (complete && reached) {
      const checkpoint = { ...reached, complete: true, fingerprint: this.#fingerprint };
      await memory.checkpoints.set(store, model, checkpoint);
    }
    return { counts: this.#counts, complete, readAt: reached?.readAt ?? null };
  }
}
