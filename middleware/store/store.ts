import { sql, type Kysely, type Transaction } from 'kysely';
import { ApiUse } from './api-use.ts';
import { databaseFailure, isAway } from './away.ts';
import { Checkpoints } from './checkpoints.ts';
import { ChildKeys } from './child-keys.ts';
import type { Connection } from './connection.ts';
import { CustomerLinks } from './customer-links.ts';
import { Deliveries } from './deliveries.ts';
import { openEmbedded } from './embedded.ts';
import { ErrorMirror } from './error-mirror.ts';
import { EventPositions } from './event-positions.ts';
import { jobLedger, type JobLedger } from './job-ledger.ts';
import { forgetStore } from './forget.ts';
import type { JobQueue } from './job-queue.ts';
import { fence, Leases, type Lease } from './leases.ts';
import { migrate } from './migrate.ts';
import { Nudges } from './nudges.ts';
import { OrderFacts } from './order-facts.ts';
import { ParityChecks } from './parity-checks.ts';
import { Outcomes } from './outcomes.ts';
import { noPayloads, type PayloadSettings } from './payloads.ts';
import { Pins } from './pins.ts';
import { PageAttempts } from './page-attempts.ts';
import { Rejections } from './rejections.ts';
import { Remappings } from './remappings.ts';
import { Runs } from './runs.ts';
import type { Database } from './schema.ts';
import { connectServer } from './server.ts';
import { Stops } from './stops.ts';
import { TouchedCustomers } from './touched-customers.ts';
import { Traces } from './traces.ts';
import { exportAll, importAll, type RowCounts } from './transfer.ts';
import type { Wire } from './wire.ts';

/** Everything the middleware remembers about one Salesforce org. */
export interface Store {
  readonly checkpoints: Checkpoints;
  readonly outcomes: Outcomes;
  readonly children: ChildKeys;
  readonly facts: OrderFacts;
  readonly touched: TouchedCustomers;
  readonly links: CustomerLinks;
  readonly rejections: Rejections;
  readonly errors: ErrorMirror;
  readonly nudges: Nudges;
  readonly attempts: PageAttempts;
  readonly remappings: Remappings;
  readonly deliveries: Deliveries;
  readonly runs: Runs;
  readonly traces: Traces;
  readonly parity: ParityChecks;
  readonly ledger: JobLedger;
  readonly pins: Pins;
  readonly stops: Stops;
  readonly positions: EventPositions;
  readonly apiUse: ApiUse;
  /** All that is done through the given store happens, or nothing. The outer store must not be used meanwhile. */
  transaction<T>(work: (store: Omit<Store, 'transaction' | 'urgently'>) => Promise<T>): Promise<T>;
  /** The same, before whatever else waits. For what is short, and somebody waits for. */
  readonly urgently: Store['transaction'];
}

export interface StoreHandle {
  /**
   * `lease`: for whoever works on that store. Its ledger is the store's own, and transactions, checkpoints and new bulk
   * jobs throw Failure `unavailable` once the store is somebody else's.
   */
  forOrg(orgId: string, lease?: Lease): Store;
  leases(orgId: string): Leases;
  readonly wire: Wire;
  /** Does the work while no other process does work of that name. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
  openQueue(orgId: string, onError: (error: Error) => void): Promise<JobQueue>;
  /** Whether no other process can have it open: the embedded one. */
  readonly exclusive: boolean;
  /** store/forget.ts. */
  forget(store: string): Promise<number>;
  /** store/transfer.ts. */
  exportAll(write: (line: string) => Promise<void>): Promise<RowCounts>;
  importAll(lines: AsyncIterable<string>): Promise<RowCounts>;
  /** For the health page: throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type StoreLocation = { readonly folder: string } | { readonly databaseUrl: string };

/** Opens, or makes, the database and brings its tables up to date. Throws Failure `config`, or `unavailable` for a server that is away. */
export async function openStore(
  location: StoreLocation,
  payloads: PayloadSettings = noPayloads,
): Promise<StoreHandle> {
  const connection = await connect(location);
  const { db, urgentDb, leaseDb, wire, exclusive } = connection;
  try {
    await migrate(connection.patientDb);
    // Whoever had a lease on an embedded database is gone, or its folder would be locked.
    if (exclusive) await sql`update store_lease set expires_at = '-infinity'`.execute(db);
    if (exclusive) await sql`delete from replica`.execute(db);
  } catch (error) {
    await connection.close();
    throw away(error);
  }
  return {
    forOrg: (org, lease) => storeFor(db, urgentDb, { org, lease, payloads }),
    leases: (orgId) => new Leases(leaseDb, orgId),
    ...{ wire, exclusive, alone: connection.alone },
    openQueue: async (orgId, onError) => {
      const { openJobQueue } = await import('./job-queue.ts');
      const queue = openJobQueue(await connection.queue(), orgId, onError);
      return queue.catch((error: unknown) => {
        throw away(error);
      });
    },
    forget: (store) => forgetStore(connection.patientDb, store),
    exportAll: (write) => exportAll(connection.patientDb, write),
    importAll: (lines) => importAll(connection.patientDb, lines),
    ping: async () => void (await sql`select 1`.execute(db)),
    close: () => connection.close(),
  };
}

/** As a Failure where the server was lost meanwhile. */
function away(error: unknown): unknown {
  if (!isAway(error)) return error;
  const action = 'Check that the database server runs.';
  return databaseFailure('The database server was lost', error, action);
}

function connect(location: StoreLocation): Promise<Connection> {
  return 'databaseUrl' in location
    ? connectServer(location.databaseUrl)
    : openEmbedded(location.folder);
}

/** Whose memory it is. */
interface Scope {
  readonly org: string;
  readonly lease: Lease | undefined;
  readonly payloads: PayloadSettings;
}

function storeFor(db: Kysely<Database>, urgentDb: Kysely<Database>, scope: Scope): Store {
  const { org, lease } = scope;
  const transactionOf =
    (database: Kysely<Database>): Store['transaction'] =>
    (work) =>
      database.transaction().execute(async (trx) => {
        if (lease) await fence(trx, org, lease);
        return work(tablesOf(trx, scope));
      });
  const [transaction, urgently] = [transactionOf(db), transactionOf(urgentDb)];
  const tables = { ...tablesOf(db, scope), transaction, urgently };
  return lease ? { ...tables, ...fenced(tables, db, org) } : tables;
}

/** What an owner writes outside of a transaction, though a former one must not. */
function fenced({ ledger, transaction }: Store, db: Kysely<Database>, org: string) {
  class FencedCheckpoints extends Checkpoints {
    override set(...how: Parameters<Checkpoints['set']>): Promise<void> {
      return transaction(({ checkpoints }) => checkpoints.set(...how));
    }
  }
  const opened: JobLedger['opened'] = (job) => transaction((within) => within.ledger.opened(job));
  return { checkpoints: new FencedCheckpoints(db, org), ledger: { ...ledger, opened } };
}

function tablesOf(db: Kysely<Database> | Transaction<Database>, { org, lease, payloads }: Scope) {
  return {
    checkpoints: new Checkpoints(db, org),
    outcomes: new Outcomes(db, org),
    children: new ChildKeys(db, org),
    facts: new OrderFacts(db, org),
    touched: new TouchedCustomers(db, org),
    links: new CustomerLinks(db, org),
    rejections: new Rejections(db, org, payloads),
    errors: new ErrorMirror(db, org, payloads),
    nudges: new Nudges(db, org),
    attempts: new PageAttempts(db, org),
    remappings: new Remappings(db, org),
    deliveries: new Deliveries(db, org),
    runs: new Runs(db, org),
    ledger: jobLedger(db, org, lease?.store),
    pins: new Pins(db, org),
    stops: new Stops(db, org),
    positions: new EventPositions(db, org),
    apiUse: new ApiUse(db, org),
    traces: new Traces(db, org),
    parity: new ParityChecks(db, org),
  };
}
