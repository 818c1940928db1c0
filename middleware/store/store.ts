import fs from 'node:fs';
import path from 'node:path';
import { Kysely, PGliteDialect, PostgresDialect, sql, type Transaction } from 'kysely';
import { Failure, messageOf } from '../common/errors.ts';
import type { JobLedger } from './job-ledger.ts';
import { Checkpoints } from './checkpoints.ts';
import { ChildKeys } from './child-keys.ts';
import { CustomerLinks } from './customer-links.ts';
import { Deliveries } from './deliveries.ts';
import { lockFolder } from './folder-lock.ts';
import { jobLedger } from './job-ledger.ts';
import { migrate } from './migrate.ts';
import { Nudges } from './nudges.ts';
import { OrderFacts } from './order-facts.ts';
import { Outcomes } from './outcomes.ts';
import { Rejections } from './rejections.ts';
import { Runs } from './runs.ts';
import type { Database } from './schema.ts';
import { TouchedCustomers } from './touched-customers.ts';

/** Everything the middleware remembers about one Salesforce org. */
export interface Store {
  readonly checkpoints: Checkpoints;
  readonly outcomes: Outcomes;
  readonly children: ChildKeys;
  readonly facts: OrderFacts;
  readonly touched: TouchedCustomers;
  readonly links: CustomerLinks;
  readonly rejections: Rejections;
  readonly nudges: Nudges;
  readonly deliveries: Deliveries;
  readonly runs: Runs;
  readonly ledger: JobLedger;
  /** All that is done through the given store happens, or nothing. The outer store must not be used meanwhile. */
  transaction<T>(work: (store: Omit<Store, 'transaction'>) => Promise<T>): Promise<T>;
}

export interface StoreHandle {
  forOrg(orgId: string): Store;
  /** For the health page: throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The embedded server vacuums nothing by itself. */
const maintenanceEveryMs = 10 * 60_000;

export type StoreLocation = { readonly folder: string } | { readonly databaseUrl: string };

/** Opens, or makes, the database and brings its tables up to date. Throws Failure `config`. */
export async function openStore(location: StoreLocation): Promise<StoreHandle> {
  const { db, close } =
    'databaseUrl' in location
      ? await connectServer(location.databaseUrl)
      : await openEmbedded(location.folder);
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    forOrg: (orgId) => storeFor(db, orgId),
    ping: async () => void (await sql`select 1`.execute(db)),
    close,
  };
}

function storeFor(db: Kysely<Database>, org: string): Store {
  return {
    ...tablesOf(db, org),
    transaction: (work) => db.transaction().execute((trx) => work(tablesOf(trx, org))),
  };
}

function tablesOf(db: Kysely<Database> | Transaction<Database>, org: string) {
  return {
    checkpoints: new Checkpoints(db, org),
    outcomes: new Outcomes(db, org),
    children: new ChildKeys(db, org),
    facts: new OrderFacts(db, org),
    touched: new TouchedCustomers(db, org),
    links: new CustomerLinks(db, org),
    rejections: new Rejections(db, org),
    nudges: new Nudges(db, org),
    deliveries: new Deliveries(db, org),
    runs: new Runs(db, org),
    ledger: jobLedger(db, org),
  };
}

interface Connection {
  db: Kysely<Database>;
  close(): Promise<void>;
}

async function connectServer(databaseUrl: string): Promise<Connection> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    ...{ connectionString: databaseUrl, max: 10, keepAlive: true },
    // The server gives up first; where it has vanished, we do.
    ...{ connectionTimeoutMillis: 15_000, statement_timeout: 60_000, query_timeout: 75_000 },
  });
  // An idle client that loses its server would otherwise end the process; the next query reports it properly.
  pool.on('error', () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, close: () => db.destroy() };
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw new Failure(`The data folder ${folder} cannot be written: ${messageOf(error)}`, {
      kind: 'config',
      action: 'Let this user write there, or set DATA_DIR to another folder.',
      cause: error,
    });
  }
}

async function openEmbedded(folder: string): Promise<Connection> {
  makeFolder(folder);
  const unlock = lockFolder(folder);
  try {
    const { openPGlite } = await import('./pglite.ts');
    const pglite = await openPGlite(path.join(folder, 'pg'));
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
    const timer = setInterval(() => {
      // Housekeeping only: if it fails now, it is tried again in ten minutes.
      pglite.exec('VACUUM (ANALYZE)').then(
        () => pglite.exec('CHECKPOINT'),
        () => undefined,
      );
    }, maintenanceEveryMs);
    timer.unref();
    return {
      db,
      close: async () => {
        clearInterval(timer);
        await db.destroy();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
