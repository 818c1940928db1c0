import { Breath } from '../common/breath.ts';
import { Failure, messageOf } from '../common/errors.ts';
import type { Page, Source } from '../connectors/connector.ts';
import { stamped, type MappedModel, type MappingSettings } from '../mapping/index.ts';
import type { Link, Model } from '../model/index.ts';
import type { Outcome } from '../salesforce/record.ts';
import { isLocked } from '../salesforce/verdict.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import type { Store } from '../store/store.ts';
import type { Contacts } from './contacts.ts';
import type { Counts } from './counts.ts';
import { goneHash, judge, type Verdict } from './diff.ts';
import type { Flight, Sifted } from './flight.ts';
import { departures } from './gone.ts';
import { toIncoming, type Claimed, type Incoming } from './incoming.ts';
import type { Presence } from './presence.ts';
import { reasonOf, refusedRow } from './reason.ts';
import { resolveLinks } from './resolve-links.ts';
import type { Settlement } from './settlement.ts';
import { namesLostContact } from './stale-link.ts';
import type { Traffic } from './traffic.ts';
import { withVanished, type Sending } from './vanished.ts';

/** How the records of a model get from a page to Salesforce, whoever reads them. */
export interface SieveSetup<Name extends MappedModel> {
  /** The store's external id: `shopify:giftshop`. */
  readonly store: string;
  readonly model: Name;
  /** `reread`: some records by their ids; `remap`: all that an older mapping has written, beside everything else. */
  readonly mode: 'backfill' | 'delta' | 'reread' | 'remap';
  readonly reread?: Source['reread'] | undefined;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  /** Of what is written, where a record's nudge has none. */
  readonly correlation: string;
  /** Of a record's nudge, by the record's id. */
  readonly correlations?: ReadonlyMap<string, string | null> | undefined;
  /** Without it, nobody is looked for in Salesforce. */
  readonly contacts?: Contacts | undefined;
  /** Without it, Salesforce has what is known to be written, and no more. */
  readonly presence?: Presence | undefined;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Where what is found out goes to. */
export interface SieveInto {
  readonly traffic: Traffic;
  /** Claims are taken in its name. */
  readonly owner: object;
  readonly counts: Counts;
  readonly settlement: Settlement;
  /** Takes a record that is on its way in another version; default: it is nudged. */
  readonly onBusy?: (id: string) => void;
}

/** More than these are no matter of one record that somebody holds. */
const mostAside = 500;

export class Sieve<Name extends MappedModel> {
  readonly #setup: SieveSetup<Name>;
  readonly #into: SieveInto;
  #before: Promise<unknown> = Promise.resolve();
  #aside = 0;

  constructor(setup: SieveSetup<Name>, into: SieveInto) {
    this.#setup = setup;
    this.#into = into;
  }

  /**
   * Keeps what has to be sent of a page, and claims it. The page's own rejections are taken down. A page may come while
   * an earlier one is still being looked at. Throws Failure.
   */
  sift(page: Page<Model[Name]>): Promise<Sifted[]> {
    const sifted = this.#sift(page, this.#before);
    this.#before = sifted.catch(() => undefined);
    return sifted;
  }

  async #sift(page: Page<Model[Name]>, before: Promise<unknown>): Promise<Sifted[]> {
    const { counts, traffic } = this.#into;
    counts.read += page.records.length + page.gone.length + page.rejected.length;
    for (const { id, reason, raw } of page.rejected) this.reject(id, 'read', reason, raw);
    const linkedAt = traffic.links.now;
    const mapped = await this.#map(page);
    const changed = [...(await this.#arriving(mapped)), ...(await this.#departing(page))];
    const { store, memory } = this.#setup;
    // What a record has lost is told by what the page before said of it.
    await before;
    const sendings = await withVanished(changed, store, memory.children);
    return sendings.map((sending) => this.#toSend(sending, linkedAt));
  }

  #toSend({ one, aggregate, shrunk }: Sending<Claimed>, linkedAt: number): Sifted {
    const { hash, fact, gone, customer, before } = one;
    const correlation = this.#correlationOf(aggregate.key);
    const { version } = aggregate;
    const all = this.#setup.mode === 'reread' ? aggregate.rows : undefined;
    const sent = all ? this.#into.traffic.written.takeChanged(aggregate, before) : aggregate;
    const about = { hash, fact, gone, customer, version, rows: sent.rows.length, all, shrunk };
    return {
      aggregate: stamped(sent, correlation),
      flight: { ...about, correlation, linkedAt },
    };
  }

  /** Takes down what became of it. False where it is to be read again. */
  land(outcome: Outcome, flight: Flight): boolean {
    const { counts, settlement } = this.#into;
    const { key, state, errors } = outcome;
    const { correlation, hash, version } = flight;
    const failed = { key, reason: reasonOf(errors), faults: errors, raw: null, correlation };
    settlement.free(key);
    if (state === 'retry') {
      counts.retry += 1;
      settlement.reject({ ...failed, stage: 'retry' });
      return this.#waitsAside(outcome);
    }
    if (state === 'waiting-parent' || namesLostContact(outcome)) {
      counts.waiting += 1;
      settlement.reject({ ...failed, stage: 'waiting' });
      return true;
    }
    settlement.outcome({ key, hash, state, ...version, correlation });
    if (state === 'written') this.#written(key, flight);
    else {
      counts.rejected += 1;
      settlement.reject({ ...failed, stage: 'write', raw: refusedRow(errors, flight.all) });
    }
    return true;
  }

  reject(id: string, stage: 'read' | 'map', reason: string, raw: unknown): void {
    const key = this.#keyOf(id);
    this.#into.counts.rejected += 1;
    this.#into.settlement.reject({
      ...{ key, stage, reason, raw, correlation: this.#correlationOf(key) },
    });
  }

  #written(key: string, flight: Flight): void {
    const { all, rows, fact, gone, shrunk, customer, linkedAt } = flight;
    const { counts, settlement, traffic } = this.#into;
    if (all) traffic.written.keep({ key, rows: all }, flight.hash);
    counts.written += 1;
    counts.rows += rows;
    if (fact) settlement.fact(fact);
    if (gone) settlement.gone(gone);
    if (shrunk) settlement.shrunk(shrunk);
    // Its look-ups say who the customer was when it was mapped.
    if (customer && traffic.links.isChanged(customer, linkedAt)) this.#nudge(key);
  }

  async #map({ records, readAt }: Page<Model[Name]>): Promise<Incoming[]> {
    const { deciding, links } = this.#into.traffic;
    const linkOf = await resolveLinks({ ...this.#setup, deciding, links }, records);
    const mapped: Incoming[] = [];
    const breath = new Breath();
    for (const record of records) {
      mapped.push(...this.#mapOne(record, readAt, linkOf(record)));
      await breath.take();
    }
    return mapped;
  }

  #mapOne(record: Model[Name], readAt: string, link: Link): Incoming[] {
    const { model, mapping } = this.#setup;
    try {
      return [toIncoming(model, record, readAt, mapping, link)];
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'bad-data') throw error;
      this.reject(record.ref.id, 'map', messageOf(error), record);
      return [];
    }
  }

  async #arriving(mapped: readonly Incoming[]): Promise<Claimed[]> {
    const free = this.#claim(mapped.map(({ aggregate }) => aggregate.key));
    // Asked only now: until it is claimed, somebody else may be writing it.
    const known = await this.#setup.memory.outcomes.known([...free]);
    return this.#claimed(
      mapped.filter(({ aggregate }) => free.has(aggregate.key)),
      known,
    );
  }

  async #departing({ gone, readAt }: Page<Model[Name]>): Promise<Claimed[]> {
    if (gone.length === 0) return [];
    const { memory, model } = this.#setup;
    const refs = new Map(gone.map((ref) => [this.#keyOf(ref.id), ref]));
    const free = this.#claim([...refs.keys()]);
    const among = [...refs].flatMap(([key, ref]) => (free.has(key) ? [ref] : []));
    const { known, leaving, strangers } = await departures(memory, model, among, readAt, (ids) =>
      this.#inSalesforce(ids),
    );
    for (const key of strangers) this.#neverCame(key, readAt);
    this.#into.counts.unchanged += strangers.length;
    return this.#claimed(leaving, known);
  }

  async #inSalesforce(externalIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { presence, model, signal } = this.#setup;
    if (!presence || externalIds.length === 0) return new Set();
    return presence.among(model, externalIds, signal);
  }

  /** Nobody waits for it any more; and what was read before it went, such as a page of a long first read, may still come. */
  #neverCame(key: string, readAt: string): void {
    const { settlement } = this.#into;
    const correlation = this.#correlationOf(key);
    const seen = { hash: goneHash, state: 'written' as const, sourceTime: readAt, readAt };
    settlement.outcome({ key, ...seen, correlation });
    settlement.free(key);
  }

  /** Gives those that are ours now. */
  #claim(keys: readonly string[]): ReadonlySet<string> {
    const { traffic, owner, counts, onBusy } = this.#into;
    const busy = traffic.claims.take(keys, owner);
    for (const key of busy) {
      if (!onBusy) this.#nudge(key);
      else onBusy(this.#idOf(key));
      counts.nudged += 1;
    }
    return new Set(keys.filter((key) => !busy.has(key)));
  }

  /** Those to be sent stay claimed. */
  #claimed(all: readonly Incoming[], known: ReadonlyMap<string, KnownOutcome>): Claimed[] {
    const { traffic, owner } = this.#into;
    const sent = all.filter((one) => this.#isToSend(one, known));
    const sending = new Set(sent);
    const rest = all.flatMap((one) => (sending.has(one) ? [] : one.aggregate.key));
    traffic.claims.free(rest, owner);
    return sent.map((one) => ({ ...one, before: known.get(one.aggregate.key) }));
  }

  #isToSend(one: Incoming, known: ReadonlyMap<string, KnownOutcome>): boolean {
    const { counts } = this.#into;
    const { aggregate, hash } = one;
    const before = known.get(aggregate.key);
    if (!before && one.outside) {
      counts.outside += 1;
      return false;
    }
    const verdict = judge(before, hash, aggregate.version);
    if (verdict === 'unchanged' || verdict === 'older') {
      counts.unchanged += 1;
      if (this.#setup.mode === 'reread') this.#seen(one, verdict, before);
    }
    if (verdict === 'refused-before') counts.rejected += 1;
    return verdict === 'send' || (verdict === 'unclear' && !this.#readsAgain(aggregate.key));
  }

  #seen({ aggregate }: Incoming, verdict: Verdict, before: KnownOutcome | undefined): void {
    const { settlement } = this.#into;
    const { key, version } = aggregate;
    // A page of a backfill that was read before this may still come.
    if (verdict === 'unchanged') settlement.seen({ key, ...version });
    // It may have waited in a version that the shop has taken back.
    if (before?.state === 'written') settlement.forget(key);
  }

  /** What is read again by itself is newer for certain. False where that cannot be. */
  #readsAgain(key: string): boolean {
    const { model, mode, reread } = this.#setup;
    if (mode === 'reread' || !reread?.[model]) return false;
    this.#into.counts.nudged += 1;
    this.#nudge(key);
    return true;
  }

  /** One that stays locked is read again by itself, and holds up nothing else. False where all is to be read again. */
  #waitsAside({ key, errors }: Outcome): boolean {
    if (!errors.every(isLocked) || this.#aside >= mostAside || !this.#readsAgain(key)) return false;
    this.#aside += 1;
    return true;
  }

  #nudge(key: string): void {
    const { model } = this.#setup;
    const correlation = this.#correlationOf(key);
    this.#into.settlement.nudge({ model, id: this.#idOf(key), correlation });
  }

  /** The same as an aggregate's key, so that a rejection ends when the record is written after all. */
  #keyOf(id: string): string {
    return `${this.#setup.model}/${this.#setup.store}:${id}`;
  }

  #idOf(key: string): string {
    return key.slice(this.#keyOf('').length);
  }

  #correlationOf(key: string): string {
    const { correlations, correlation } = this.#setup;
    return correlations?.get(this.#idOf(key)) ?? correlation;
  }
}
