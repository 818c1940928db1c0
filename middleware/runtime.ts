import { randomUUID } from 'node:crypto';
import { tellAdopted } from './adopted-jobs.ts';
import { Gate } from './common/gate.ts';
import type { Logger } from './common/log.ts';
import type { Config } from './config.ts';
import { holdLeases } from './hold-leases.ts';
import { keepUse, recallUse } from './keep-use.ts';
import { Budget, type BudgetReport } from './salesforce/budget.ts';
import { tellBudget } from './salesforce/budget-words.ts';
import { adoptOpenJobs } from './salesforce/job.ts';
import type { SalesforceConnection } from './salesforce/connection.ts';
import { openSalesforce } from './salesforce/login.ts';
import { openSources, io, type OpenSource } from './sources.ts';
import { setUpStore } from './set-up-store.ts';
import type { Lease, Owner } from './store/leases.ts';
import { openStore, type Store, type StoreHandle } from './store/store.ts';
import { pinned } from './sync/pinned.ts';
import type { StoreSetup } from './sync/store-setup.ts';

export { io, openSources, type OpenSource } from './sources.ts';

/** Everything wired: the same for the service and for a person at the command line. */
export interface Runtime {
  readonly config: Config;
  readonly connection: SalesforceConnection;
  readonly orgId: string;
  /** What the org has left of its limits, shared by all stores. */
  readonly budget: Budget;
  /** How that stands by the last answer. */
  budgetReport(): BudgetReport;
  readonly database: StoreHandle;
  readonly memory: Store;
  /** Who this process is where stores are shared out. */
  readonly owner: Owner;
  /** Claimed for this process where that was asked for; otherwise only to look at, and to take orders for. */
  readonly stores: readonly StoreSetup[];
  /** For whoever holds this lease: settles what a former owner left behind, and gives the store ready to be worked on. Throws Failure. */
  takeOver(store: StoreSetup, lease: Lease, signal: AbortSignal): Promise<StoreSetup>;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly signal: AbortSignal;
  /** Keeps the uploaded CSV files here, for a comparison with a bare upload. */
  readonly keepSpool?: string | undefined;
  /** Usual: all stores are claimed, and it throws where another process works on one. */
  readonly claim?: boolean;
  readonly log?: Logger | undefined;
  /** Hears whenever the org's limits hold back more, or less. */
  readonly onBudget?: (report: BudgetReport) => void;
  /** Hears whom it asks from now on. */
  readonly asks?: (side: 'the database' | 'Salesforce') => void;
}

/** An embedded database has no other process to be told from; its heartbeats need not come often. */
const exclusiveLeaseMs = 15 * 60_000;

/** Logs in and opens the database. Throws Failure. */
export async function openRuntime(config: Config, options: RuntimeOptions): Promise<Runtime> {
  const sources = openSources(config.stores);
  options.asks?.('the database');
  const database = await openStore(config.database, config.payloads);
  try {
    options.asks?.('Salesforce');
    const connection = await openSalesforce(config.salesforce, io);
    const { orgId } = await connection.identity(options.signal);
    const wired = new Wiring(config, options, sources, { connection, orgId, database });
    const { budget, memory } = wired;
    const seen = { budget, use: memory.apiUse, now: io.now };
    await recallUse(seen);
    const claimed = options.claim === false ? undefined : await wired.claim();
    const keepNow = keepUse(seen);
    return {
      ...{ config, connection, orgId, database, memory, budget, owner: wired.owner },
      budgetReport: () => {
        const now = io.now().getTime();
        budget.see(connection.apiUsage, now);
        return budget.report(now);
      },
      stores: claimed?.stores ?? wired.stores,
      takeOver: (store, lease, signal) => wired.takeOver(store, lease, signal),
      close: async () => {
        await claimed?.release();
        await keepNow();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Sides = Pick<Runtime, 'connection' | 'orgId' | 'database'>;

class Wiring {
  readonly budget: Budget;
  readonly owner: Owner;
  readonly memory: Store;
  readonly stores: readonly StoreSetup[];
  readonly #config: Config;
  readonly #options: RuntimeOptions;
  readonly #sides: Sides;
  readonly #deciding: Gate;
  readonly #sources: ReadonlyMap<string, OpenSource>;

  constructor(
    config: Config,
    options: RuntimeOptions,
    sources: readonly OpenSource[],
    sides: Sides,
  ) {
    const { database, orgId } = sides;
    const ttlMs = database.exclusive ? exclusiveLeaseMs : config.leaseSeconds * 1000;
    this.owner = { id: randomUUID(), ttlMs };
    this.memory = database.forOrg(orgId);
    this.budget = budgetOf(config, options);
    // Two replicas that decide at a time would make two Contacts of one person.
    this.#deciding = new Gate((work) => database.alone(`orderlens who ${orgId}`, work));
    this.#config = config;
    this.#options = options;
    this.#sides = sides;
    const stores = sources.map((open) => this.#setUp(open, this.memory, options.signal));
    this.stores = stores;
    this.#sources = new Map(stores.map(({ store }, index) => [store, sources[index]!]));
  }

  async claim() {
    const { database, orgId } = this.#sides;
    const names = this.stores.map(({ store }) => store);
    const held = await holdLeases(database.leases(orgId), this.owner, names);
    const signal = AbortSignal.any([this.#options.signal, held.lost]);
    const stores: StoreSetup[] = [];
    try {
      for (const store of this.stores) {
        const lease = held.leases.find((one) => one.store === store.store)!;
        stores.push(await this.takeOver(store, lease, signal));
      }
    } catch (error) {
      await held.release();
      throw error;
    }
    return { stores, release: held.release };
  }

  async takeOver(store: StoreSetup, lease: Lease, signal: AbortSignal): Promise<StoreSetup> {
    const { database, orgId, connection } = this.#sides;
    const memory = database.forOrg(orgId, lease);
    await memory.runs.abandon(store.store, io.now());
    const onAdopted = tellAdopted(store.store, this.#options.log);
    await adoptOpenJobs({ connection, ledger: memory.ledger, signal, onAdopted });
    const { gate, bell, due, brake, traffic } = store;
    const ready = this.#setUp(this.#sources.get(store.store)!, memory, signal);
    return { ...ready, gate, bell, due, brake, traffic };
  }

  #setUp({ store, source }: OpenSource, memory: Store, signal: AbortSignal): StoreSetup {
    const { connection, orgId } = this.#sides;
    const { keepSpool, log } = this.#options;
    const setup = setUpStore(store, source, this.#config, {
      ...{ connection, memory, signal, keepSpool, log, deciding: this.#deciding },
      requests: this.budget,
    });
    const { key, store: external } = setup;
    const pin = { key, store: external, orgId, pins: memory.pins, now: io.now };
    return { ...setup, source: pinned(source, pin) };
  }
}

function budgetOf({ apiReservePercent }: Config, { log, onBudget }: RuntimeOptions): Budget {
  return new Budget(apiReservePercent / 100, (report) => {
    const { state, apiRequests, bulkBatches, slowed, heldBack, until } = report;
    const about = { budget: { state, apiRequests, bulkBatches, slowed, heldBack, until } };
    log?.[heldBack.length > 0 ? 'warn' : 'info'](about, tellBudget(report));
    onBudget?.(report);
  });
}
