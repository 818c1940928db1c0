import { setTimeout as wait } from 'node:timers/promises';
import type { Gate } from '../common/gate.ts';
import type { Page, Read } from '../connectors/connector.ts';
import { fingerprint, type MappedModel } from '../mapping/index.ts';
import type { Model } from '../model/index.ts';
import type { Aggregate, RecordWriter } from '../salesforce/record.ts';
import { Caution, fatal } from './caution.ts';
import { noCounts, type Counts } from './counts.ts';
import { InFlight } from './in-flight.ts';
import { PageTracker, type OpenPage } from './page-tracker.ts';
import { Acquaintances, prepare } from './prepare.ts';
import { readAhead } from './read-ahead.ts';
import { Settlement } from './settlement.ts';
import type { Flight, Sifted } from './flight.ts';
import { Sieve, type SieveSetup } from './sieve.ts';
import { createTraffic, type Traffic } from './traffic.ts';

/** `mode`: a reread moves no checkpoint. */
export interface LaneSetup<Name extends MappedModel> extends SieveSetup<Name> {
  readonly read: Read<Model[Name]>;
  readonly writer: RecordWriter;
  /** Shared by all that writes this store's records; without it, nobody else does. */
  readonly traffic?: Traffic | undefined;
  /** Sees to it that nothing which was sent and failed can still take effect. Throws Failure. */
  readonly settleLost?: (() => Promise<void>) | undefined;
  onProgress(counts: Readonly<Counts>, total: number | null): void;
}

export interface LaneResult {
  readonly counts: Readonly<Counts>;
  /** False where records are to be read again by the next run. */
  readonly complete: boolean;
  /** The source's clock when the read began; null when it gave no page at all. */
  readonly readAt: string | null;
}

/** A page of which it is being decided what is to be sent. */
interface Sifting {
  readonly open: OpenPage;
  readonly sifted: Promise<readonly Sifted[]>;
}

/** Enough to keep this thread busy while the database keeps what came of earlier pages. */
const pagesAhead = 2;

interface Launched {
  readonly flight: Flight;
  readonly page: OpenPage;
}

/** Reads one model of one store and writes what has changed; leaves a checkpoint behind each settled page. Throws Failure. */
export async function runLane<Name extends MappedModel>(
  setup: LaneSetup<Name>,
): Promise<LaneResult> {
  return new Lane(setup).run();
}

type Pages<Name extends MappedModel> = AsyncIterator<Page<Model[Name]>>;

class Lane<Name extends MappedModel> {
  readonly #setup: LaneSetup<Name>;
  readonly #traffic: Traffic;
  readonly #counts = noCounts();
  readonly #tracker = new PageTracker();
  readonly #settlement: Settlement;
  readonly #sieve: Sieve<Name>;
  readonly #fingerprint: string;
  readonly #inFlight = new InFlight<Launched>();
  readonly #met = new Acquaintances();
  readonly #sifts = new Set<Promise<unknown>>();
  #total: number | null = null;
  #over = false;

  constructor(setup: LaneSetup<Name>) {
    this.#setup = setup;
    const { memory, store, model, mode, mapping, correlation, now } = setup;
    this.#traffic = setup.traffic ?? createTraffic();
    this.#fingerprint = fingerprint(model, mapping);
    const progressing = {
      ...{ tracker: this.#tracker, model, fingerprint: this.#fingerprint },
      ...{ complete: mode === 'delta', beside: mode === 'remap' },
    };
    const moves = mode === 'reread' ? undefined : progressing;
    const onFree = (keys: readonly string[]) => this.#traffic.claims.free(keys, this);
    const isBesideLive = () => this.#traffic.live.isBusy;
    const frame = { store, correlation, onFree, isBesideLive };
    this.#settlement = new Settlement(memory, frame, now, moves);
    this.#sieve = new Sieve(setup, {
      ...{ traffic: this.#traffic, owner: this, counts: this.#counts },
      settlement: this.#settlement,
    });
  }

  async run(): Promise<LaneResult> {
    const { settleLost = async () => undefined, read, signal } = this.#setup;
    await this.#traffic.claims.recover(settleLost);
    const since = await this.#since();
    const caution = new Caution(this.#setup, since);
    await caution.begin();
    const pages = read(since, signal)[Symbol.asyncIterator]();
    try {
      await this.#carefully(caution, pages);
      await this.#write(this.#aggregates(caution, pages));
    } finally {
      this.#over = true;
      await Promise.allSettled(this.#sifts);
      // What was confirmed stays confirmed, whatever ended the run.
      await this.#flush().finally(() => this.#traffic.claims.abandon(this));
      await caution.end();
    }
    return this.#finish();
  }

  async #write(aggregates: AsyncIterable<Aggregate>): Promise<void> {
    for await (const outcome of this.#setup.writer.write(aggregates)) {
      const { flight, page } = this.#inFlight.land(outcome.key);
      if (this.#sieve.land(outcome, flight)) page.settle();
      else page.hold();
      if (this.#settlement.due) await this.#flush();
    }
  }

  /** Each part is settled, and the checkpoint moved behind its page, before the next one is looked at. */
  async #carefully(caution: Caution<Name>, pages: Pages<Name>): Promise<void> {
    let open: OpenPage | undefined;
    for await (const { page, isLast } of caution.parts(pages)) {
      open ??= this.#tracker.open(page);
      await this.#write(this.#send(caution, page, open));
      if (isLast) {
        open.close();
        open = undefined;
      }
      await this.#flush();
    }
  }

  async #since(): Promise<string | null> {
    const { memory, store, model, mode } = this.#setup;
    if (mode === 'reread') return null;
    if (mode === 'remap') return this.#remappedTo();
    const checkpoint = await memory.checkpoints.get(store, model);
    if (checkpoint?.fingerprint !== this.#fingerprint) {
      if (mode !== 'delta' || !checkpoint?.complete) return null;
      // What has changed comes first; the rest is read again beside it.
      await memory.remappings.begin(store, model, this.#fingerprint);
    }
    // A backfill goes on where the last one was cut off, and begins anew after one that was not.
    return mode === 'backfill' && checkpoint.complete ? null : checkpoint.cursor;
  }

  async #remappedTo(): Promise<string | null> {
    const { memory, store, model } = this.#setup;
    const all = await memory.remappings.of(store);
    const ours = all.find((one) => one.model === model && one.fingerprint === this.#fingerprint);
    return ours?.cursor ?? null;
  }

  async *#aggregates(caution: Caution<Name>, pages: Pages<Name>): AsyncGenerator<Aggregate> {
    for await (const { open, sifted } of readAhead(this.#sifting(caution, pages), pagesAhead)) {
      yield* this.#launch(await sifted, open);
      open.close();
      this.#settle();
    }
  }

  /** Pages go on being decided while what came of earlier ones is kept: the database is slower than the rest. */
  async *#sifting(caution: Caution<Name>, pages: Pages<Name>): AsyncGenerator<Sifting> {
    for await (const page of readAhead({ [Symbol.asyncIterator]: () => pages })) {
      this.#total = page.total ?? this.#total;
      const open = this.#tracker.open(page);
      if (this.#setup.mode !== 'reread') await giveWay(this.#traffic.live);
      yield { open, sifted: this.#sift(await this.#prepare(caution, page)) };
    }
  }

  async *#send(
    caution: Caution<Name>,
    page: Page<Model[Name]>,
    open: OpenPage,
  ): AsyncGenerator<Aggregate> {
    yield* this.#launch(await this.#sift(await this.#prepare(caution, page)), open);
  }

  async #prepare(caution: Caution<Name>, page: Page<Model[Name]>): Promise<Page<Model[Name]>> {
    const safe = page.records.filter((record) => !this.#isFatal(caution, record.ref.id));
    return { ...page, records: await prepare(this.#setup, safe, this.#met) };
  }

  #sift(page: Page<Model[Name]>): Promise<readonly Sifted[]> {
    // Whoever stopped has given up all claims: none may be taken any more.
    if (this.#over) return Promise.resolve([]);
    const sifted = this.#sieve.sift(page);
    this.#sifts.add(sifted);
    const end = () => void this.#sifts.delete(sifted);
    // Looked at when its turn comes; until then a failure must not end the process as unhandled.
    sifted.then(end, end);
    return sifted;
  }

  *#launch(sifted: readonly Sifted[], open: OpenPage): Generator<Aggregate> {
    for (const { aggregate, flight } of sifted) {
      open.expect();
      this.#inFlight.launch(aggregate.key, { flight, page: open });
      yield aggregate;
    }
  }

  #isFatal(caution: Caution<Name>, id: string): boolean {
    const { model, store } = this.#setup;
    if (!caution.isSuspect(`${model}/${store}:${id}`)) return false;
    this.#counts.read += 1;
    this.#sieve.reject(id, 'read', fatal, null);
    return true;
  }

  /** The checkpoint follows, but nothing waits for it; what fails is told by whoever flushes next. */
  #settle(): void {
    if (!this.#settlement.isBusy) this.#flush().catch(() => undefined);
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
    // All of it has been read by the newest mapping.
    if (complete && mode !== 'delta') await memory.remappings.end(store, model);
    if (complete && reached && mode !== 'remap') {
      const checkpoint = { ...reached, complete: true, fingerprint: this.#fingerprint };
      await memory.checkpoints.set(store, model, checkpoint);
    }
    return { counts: this.#counts, complete, readAt: reached?.readAt ?? null };
  }
}

/** So long history waits at a page's border for live changes: they come first, and cannot stop it. */
const longestMs = 100;

async function giveWay(live: Gate): Promise<void> {
  if (!live.isBusy) return;
  const over = new AbortController();
  const late = wait(longestMs, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([live.enter(async () => undefined), late]);
  over.abort();
}
