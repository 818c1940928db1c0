import { ownCorrelation } from '../common/correlation.ts';
import type { Page } from '../connectors/connector.ts';
import { isWanted, mappedModels, type MappedModel } from '../mapping/index.ts';
import type { Cart, Model } from '../model/index.ts';
import type { Aggregate } from '../salesforce/record.ts';
import type { TakenNudge } from '../store/nudges.ts';
import { fatal } from './caution.ts';
import { noCounts, type Counts } from './counts.ts';
import { InFlight } from './in-flight.ts';
import type { Careful } from './nudge-caution.ts';
import { customersOf, unknownAmong, withWrittenOrders } from './prepare.ts';
import { readByIds, together } from './read-by-ids.ts';
import { Settlement } from './settlement.ts';
import type { Sifted } from './flight.ts';
import { Sieve } from './sieve.ts';
import type { StoreSetup } from './store-setup.ts';

/** Of each model: enough to make calls worth their while, few enough that all of it soon stands in Salesforce. */
const mostOfModel = 500;

interface ToSend extends Sifted {
  readonly sieve: Pick<Sieve<MappedModel>, 'land'>;
}

type Pages = { [K in MappedModel]?: Page<Model[K]> };

/** One store's nudges, taken together: read at the same time, and written by as few calls as possible. */
export interface Round {
  readonly nudges: number;
  /** Whether it deals with this nudge as it is now. */
  has(nudge: TakenNudge): boolean;
  /** Throws Failure; what was not dealt with stays nudged. */
  write(): Promise<Counts>;
  /** For whoever does not come to write it: all of it stays nudged. Does nothing to one that is written. */
  drop(): Promise<void>;
}

/**
 * Takes nudges, reads what they are about, and decides what there is to write. What is on its way in another version stays
 * nudged until that has arrived. `before`: a round that is being written still. Undefined: there is nothing to be read.
 * Throws Failure.
 */
export async function readRound(
  setup: StoreSetup,
  signal: AbortSignal,
  before?: Round,
): Promise<Round | undefined> {
  const { claims, caution } = setup.traffic;
  await claims.recover(setup.settleLost ?? (async () => undefined));
  await caution.ready();
  const taken = await takeNudges(setup, before);
  if (taken.length === 0) return undefined;
  const round = new OpenRound(setup, await caution.begin(setup, taken), signal);
  await round.read();
  return round;
}

async function takeNudges(
  { store, memory, traffic: { claims } }: StoreSetup,
  before: Round | undefined,
): Promise<TakenNudge[]> {
  const limit = mostOfModel + (before?.nudges ?? 0);
  const all: TakenNudge[] = [];
  for (const model of mappedModels) {
    const prefix = `${model}/${store}:`;
    const nudges = await memory.nudges.take(store, model, limit, claims.wanted(prefix));
    const ours = nudges.filter((one) => !before?.has(one) && !claims.wants(prefix + one.id));
    all.push(...ours.slice(0, mostOfModel));
  }
  return all;
}

class OpenRound implements Round {
  readonly #setup: StoreSetup;
  readonly #signal: AbortSignal;
  readonly #taken: readonly TakenNudge[];
  readonly #generations: ReadonlyMap<string, number>;
  readonly #correlation = ownCorrelation();
  readonly #counts = noCounts();
  readonly #settlement: Settlement;
  /** By model: ids of what is on its way in another version. */
  readonly #busy = new Map<MappedModel, Set<string>>();
  readonly #toSend: ToSend[] = [];
  readonly #careful: Careful;
  #isWritten = false;

  constructor(setup: StoreSetup, careful: Careful, signal: AbortSignal) {
    this.#setup = setup;
    this.#careful = careful;
    const taken = careful.nudges;
    this.#taken = taken;
    this.#generations = new Map(taken.map((one) => [`${one.model} ${one.id}`, one.generation]));
    this.#signal = signal;
    const { memory, store, now, traffic } = setup;
    const onFree = (keys: readonly string[]) => traffic.claims.free(keys, this);
    const frame = { store, correlation: this.#correlation, onFree };
    this.#settlement = new Settlement(memory, frame, now);
  }

  get nudges(): number {
    return this.#taken.length;
  }

  has({ model, id, generation }: TakenNudge): boolean {
    return this.#generations.get(`${model} ${id}`) === generation;
  }

  async read(): Promise<void> {
    try {
      this.#refuseFatal();
      const pages = await this.#pages();
      for (const model of mappedModels) await this.#sift(model, pages);
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  async drop(): Promise<void> {
    if (this.#isWritten) return;
    this.#isWritten = true;
    // Nothing was sent.
    this.#setup.traffic.claims.drop(this);
    await this.#careful.end(false);
  }

  async write(): Promise<Counts> {
    this.#isWritten = true;
    let passed = false;
    try {
      const counts = await this.#write();
      passed = true;
      return counts;
    } finally {
      await this.#careful.end(passed);
    }
  }

  async #write(): Promise<Counts> {
    const { writer, liveWriter = writer, traffic } = this.#setup;
    const inFlight = new InFlight<ToSend>();
    for (const one of this.#toSend) inFlight.launch(one.aggregate.key, one);
    try {
      for await (const outcome of liveWriter.write(aggregates(this.#toSend))) {
        const { sieve, flight } = inFlight.land(outcome.key);
        sieve.land(outcome, flight);
      }
      this.#settlement.done(this.#taken.filter(({ model, id }) => !this.#isBusy(model, id)));
    } finally {
      // What was confirmed stays confirmed, whatever ended the round.
      await this.#settlement.flush().finally(() => traffic.claims.abandon(this));
    }
    return this.#counts;
  }

  async #pages(): Promise<Pages> {
    const wanted = mappedModels.filter((model) => isWanted(model, this.#setup.mapping));
    const read = await Promise.all(
      wanted.map(async (model) => [model, await this.#pageOf(model, this.#idsOf(model))] as const),
    );
    const pages: Pages = Object.fromEntries(read);
    return { ...pages, customer: await this.#withNamed(pages) };
  }

  #idsOf(model: MappedModel): string[] {
    return this.#taken.flatMap((one) =>
      one.model === model && !this.#isFatal(model, one.id) ? one.id : [],
    );
  }

  #isFatal(model: string, id: string): boolean {
    return this.#careful.fatal.has(`${model}/${this.#setup.store}:${id}`);
  }

  #refuseFatal(): void {
    for (const model of mappedModels) {
      for (const one of this.#taken) {
        if (one.model !== model || !this.#isFatal(model, one.id)) continue;
        this.#counts.read += 1;
        this.#sieveOf(model).reject(one.id, 'read', fatal, null);
      }
    }
  }

  async #pageOf<Name extends MappedModel>(
    model: Name,
    ids: readonly string[],
  ): Promise<Page<Model[Name]> | undefined> {
    const reread = this.#setup.source.reread?.[model];
    if (!reread || ids.length === 0) return undefined;
    return readByIds<Model[Name]>(reread, ids, this.#signal);
  }

  /** Customers whom somebody names and nobody has read yet come along. */
  async #withNamed(pages: Pages): Promise<Pages['customer']> {
    const { store, traffic } = this.#setup;
    const named = customersOf([...(pages.order?.records ?? []), ...(pages.cart?.records ?? [])]);
    const nudged = new Set(this.#idsOf('customer'));
    const strangers = named.filter(
      ({ id }) =>
        !nudged.has(id) &&
        !this.#isFatal('customer', id) &&
        !traffic.claims.isHeld(`customer/${store}:${id}`),
    );
    const ids = strangers.length === 0 ? [] : await unknownAmong(strangers, this.#setup);
    const more = await this.#pageOf('customer', ids);
    const both = [pages.customer ?? [], more ?? []].flat();
    return both.length === 0 ? undefined : together(both);
  }

  async #sift<Name extends MappedModel>(model: Name, pages: Pages): Promise<void> {
    const page = pages[model] as Page<Model[Name]> | undefined;
    if (!page) return;
    const sieve = this.#sieveOf(model);
    const records =
      model === 'cart' ? await this.#carts(page.records as unknown as Cart[]) : page.records;
    const sifted = { ...page, records: records as readonly Model[Name][] };
    for (const one of await sieve.sift(sifted)) this.#toSend.push({ ...one, sieve });
  }

  #carts(carts: readonly Cart[]): Promise<readonly Cart[]> {
    const orders = this.#toSend.map(({ aggregate }) => aggregate.key);
    return withWrittenOrders(carts, this.#setup, new Set(orders));
  }

  #sieveOf<Name extends MappedModel>(model: Name): Sieve<Name> {
    const { source, traffic } = this.#setup;
    const busy = new Set<string>();
    this.#busy.set(model, busy);
    const correlations = new Map(
      this.#taken.flatMap((one) => (one.model === model ? [[one.id, one.correlation]] : [])),
    );
    const cause = { correlation: this.#correlation, correlations };
    return new Sieve<Name>(
      {
        ...{ ...this.#setup, ...cause, model, mode: 'reread', reread: source.reread },
        signal: this.#signal,
      },
      {
        ...{ traffic, owner: this, counts: this.#counts, settlement: this.#settlement },
        onBusy: (id) => busy.add(id),
      },
    );
  }

  #isBusy(model: string, id: string): boolean {
    return this.#busy.get(model as MappedModel)?.has(id) ?? false;
  }
}

async function* aggregates(all: readonly ToSend[]): AsyncGenerator<Aggregate> {
  for (const { aggregate } of all) yield aggregate;
}
