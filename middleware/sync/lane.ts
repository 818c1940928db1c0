import { Failure, messageOf } from '../common/errors.ts';
import type { Page, Read, Source } from '../connectors/connector.ts';
import { fingerprint, stamped, type MappedModel, type MappingSettings } from '../mapping/index.ts';
import type { Link, Model } from '../model/index.ts';
import type { Aggregate, Outcome, RecordWriter, Version } from '../salesforce/record.ts';
import type { Shrunk } from '../store/child-keys.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import type { Store } from '../store/store.ts';
import type { Contacts } from './contacts.ts';
import { noCounts, type Counts } from './counts.ts';
import { judge, type Verdict } from './diff.ts';
import { departures } from './gone.ts';
import { InFlight } from './in-flight.ts';
import { toIncoming, type Incoming } from './incoming.ts';
import { PageTracker, type OpenPage } from './page-tracker.ts';
import { Acquaintances, prepare } from './prepare.ts';
import { reasonOf } from './reason.ts';
import { resolveLinks } from './resolve-links.ts';
import { Settlement } from './settlement.ts';
import { namesLostContact } from './stale-link.ts';
import { withVanished } from './vanished.ts';

export interface LaneSetup<Name extends MappedModel> {
  /** The store's external id: `shopify:giftshop`. */
  readonly store: string;
  readonly model: Name;
  /** `reread`: some records by their ids, which moves no checkpoint. */
  readonly mode: 'backfill' | 'delta' | 'reread';
  readonly read: Read<Model[Name]>;
  /** Where a page names somebody whom Salesforce does not know, they are read from here. */
  readonly reread?: Source['reread'] | undefined;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  readonly writer: RecordWriter;
  /** Of what is written, where a record's nudge has none. */
  readonly correlation: string;
  /** Of a record's nudge, by the record's id. */
  readonly correlations?: ReadonlyMap<string, string | null> | undefined;
  /** Whether the org's objects have a field for it. */
  readonly stampCorrelation?: boolean | undefined;
  /** Without it, nobody is looked for in Salesforce. */
  readonly contacts?: Contacts | undefined;
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

/** What is still wanted of a record when its outcome comes: its rows wait on disk, not here. */
type Sent = Pick<Incoming, 'hash' | 'fact' | 'gone'> & { readonly version: Version };

interface Flight {
  readonly one: Sent;
  readonly page: OpenPage;
  readonly rows: number;
  readonly correlation: string;
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
  readonly #inFlight = new InFlight<Flight>();
  readonly #met = new Acquaintances();
  #total: number | null = null;

  constructor(setup: LaneSetup<Name>) {
    this.#setup = setup;
    const { memory, store, model, mode, mapping, correlation, now } = setup;
    this.#fingerprint = fingerprint(model, mapping);
    const progressing = {
      ...{ tracker: this.#tracker, model, fingerprint: this.#fingerprint },
      complete: mode === 'delta',
    };
    const moves = mode === 'reread' ? undefined : progressing;
    this.#settlement = new Settlement(memory, { store, model, correlation }, now, moves);
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
    if (mode === 'reread') return null;
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
    const { store, memory, stampCorrelation } = this.#setup;
    this.#counts.read += page.records.length + page.gone.length;
    const changed = [...(await this.#arriving(page)), ...(await this.#departing(page))];
    for (const { one, aggregate, shrunk } of await withVanished(changed, store, memory.children)) {
      const { key, rows } = aggregate;
      open.expect();
      const correlation = this.#correlationOf(key);
      const flight = { one: sent(one), page: open, rows: rows.length, correlation, shrunk };
      this.#inFlight.launch(key, flight);
      yield stampCorrelation ? stamped(aggregate, correlation) : aggregate;
    }
  }

  async #arriving({ records, readAt }: Page<Model[Name]>): Promise<Incoming[]> {
    const prepared = await prepare(this.#setup, records, this.#met);
    const linkOf = await resolveLinks(this.#setup, prepared);
    const mapped = prepared.flatMap((record) => this.#map(record, readAt, linkOf(record)));
    const keys = mapped.map(({ aggregate }) => aggregate.key);
    const known = await this.#setup.memory.outcomes.known(keys);
    return mapped.filter((one) => this.#isToSend(one, known));
  }

  async #departing({ gone, readAt }: Page<Model[Name]>): Promise<Incoming[]> {
    if (gone.length === 0) return [];
    const { memory, model } = this.#setup;
    const { known, leaving, strangers } = await departures(memory, model, gone, readAt);
    // Salesforce never had them, and nobody waits for them any more.
    for (const key of strangers) this.#settlement.forget(key);
    this.#counts.unchanged += strangers.length;
    return leaving.filter((one) => this.#isToSend(one, known));
  }

  #isToSend(one: Incoming, known: ReadonlyMap<string, KnownOutcome>): boolean {
    const { aggregate, hash } = one;
    const before = known.get(aggregate.key);
    if (!before && one.outside) {
      this.#counts.outside += 1;
      return false;
    }
    const verdict = judge(before, hash, aggregate.version);
    if (verdict === 'unchanged' || verdict === 'older') {
      this.#counts.unchanged += 1;
      if (this.#setup.mode === 'reread') this.#seen(one, verdict, before);
    }
    if (verdict === 'refused-before') this.#counts.rejected += 1;
    return verdict === 'send' || (verdict === 'unclear' && !this.#nudges(aggregate.key));
  }

  #seen({ aggregate }: Incoming, verdict: Verdict, before: KnownOutcome | undefined): void {
    const { key, version } = aggregate;
    // A page of a backfill that was read before this may still come.
    if (verdict === 'unchanged') this.#settlement.seen({ key, ...version });
    // It may have waited in a version that the shop has taken back.
    if (before?.state === 'written') this.#settlement.forget(key);
  }

  /** What is read again by itself is newer for certain. False where that cannot be. */
  #nudges(key: string): boolean {
    const { model, mode, reread } = this.#setup;
    if (mode === 'reread' || !reread?.[model]) return false;
    this.#counts.nudged += 1;
    this.#settlement.nudge({ model, id: this.#idOf(key), correlation: this.#correlationOf(key) });
    return true;
  }

  #idOf(key: string): string {
    return key.slice(this.#keyOf('').length);
  }

  #correlationOf(key: string): string {
    const { correlations, correlation } = this.#setup;
    return correlations?.get(this.#idOf(key)) ?? correlation;
  }

  #map(record: Model[Name], readAt: string, link: Link): Incoming[] {
    const { model, mapping } = this.#setup;
    try {
      return [toIncoming(model, record, readAt, mapping, link)];
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

  #take(outcome: Outcome): void {
    const { key, state, errors } = outcome;
    const flight = this.#inFlight.land(key);
    const { correlation } = flight;
    const failed = { key, reason: reasonOf(errors), raw: null, correlation };
    if (state === 'retry') {
      this.#counts.retry += 1;
      this.#settlement.reject({ ...failed, stage: 'retry' });
      flight.page.hold();
      return;
    }
    if (state === 'waiting-parent' || namesLostContact(outcome)) {
      this.#counts.waiting += 1;
      this.#settlement.reject({ ...failed, stage: 'waiting' });
    } else {
      const { hash, version } = flight.one;
      this.#settlement.outcome({ key, hash, state, ...version, correlation });
      if (state === 'written') this.#written(flight);
      else this.#reject(key, 'write', reasonOf(errors), null);
    }
    flight.page.settle();
  }

  #written({ rows, one, shrunk }: Flight): void {
    this.#counts.written += 1;
    this.#counts.rows += rows;
    if (one.fact) this.#settlement.fact(one.fact);
    if (one.gone) this.#settlement.gone(one.gone);
    if (shrunk) this.#settlement.shrunk(shrunk);
  }

  #reject(key: string, stage: 'read' | 'map' | 'write', reason: string, raw: unknown): void {
    this.#counts.rejected += 1;
    const correlation = this.#correlationOf(key);
    this.#settlement.reject({ key, stage, reason, raw, correlation });
  }

  async #flush(): Promise<void> {
    await this.#settlement.flush();
    this.#setup.onProgress(this.#counts, this.#total);
  }

  async #finish(): Promise<LaneResult> {
    const { memory, store, model, mode } = this.#setup;
    if (mode === 'reread') {
      return { counts: this.#counts, complete: this.#counts.retry === 0, readAt: null };
    }
    const reached = this.#tracker.reached;
    const complete = this.#tracker.done;
    if (complete && reached) {
      const checkpoint = { ...reached, complete: true, fingerprint: this.#fingerprint };
      await memory.checkpoints.set(store, model, checkpoint);
    }
    return { counts: this.#counts, complete, readAt: reached?.readAt ?? null };
  }
}

function sent({ hash, fact, gone, aggregate: { version } }: Incoming): Sent {
  return { hash, fact, gone, version };
}
