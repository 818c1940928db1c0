import fs from 'node:fs';
import path from 'node:path';
import { Kysely, PGliteDialect, PostgresDialect, sql, type Transaction } from 'kysely';
import type { PoolClient } from 'pg';
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
import { noPayloads, type PayloadSettings } from './payloads.ts';
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
  /**
   * Keeps every other process from working on this org until this one closes: two would abort each other's bulk jobs.
   * Throws Failure `config` where one does. An embedded database has one process anyway.
   */
  claim(orgId: string): Promise<void>;
  /** For the health page: throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The embedded server vacuums nothing by itself. */
const maintenanceEveryMs = 10 * 60_000;

export type StoreLocation = { readonly folder: string } | { readonly databaseUrl: string };

/** Opens, or makes, the database and brings its tables up to date. Throws Failure `config`. */
export async function openStore(
  location: StoreLocation,
  payloads: PayloadSettings = noPayloads,
): Promise<StoreHandle> {
  const { db, close, claim } =
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
    forOrg: (orgId) => storeFor(db, orgId, payloads),
    claim,
    ping: async () => void (await sql`select 1`.execute(db)),
    close,
  };
}

function storeFor(db: Kysely<Database>, org: string, payloads: PayloadSettings): Store {
  return {
    ...tablesOf(db, org, payloads),
    transaction: (work) => db.transaction().execute((trx) => work(tablesOf(trx, org, payloads))),
  };
}

function tablesOf(
  db: Kysely<Database> | Transaction<Database>,
  org: string,
  payloads: PayloadSettings,
) {
  return {
    checkpoints: new Checkpoints(db, org),
    outcomes: new Outcomes(db, org),
    children: new ChildKeys(db, org),
    facts: new OrderFacts(db, org),
    touched: new TouchedCustomers(db, org),
    links: new CustomerLinks(db, org),
    rejections: new Rejections(db, org, payloads),
    nudges: new Nudges(db, org),
    deliveries: new Deliveries(db, org),
    runs: new Runs(db, org),
    ledger: jobLedger(db, org),
  };
}

interface Connection {
  db: Kysely<Database>;
  claim(orgId: string): Promise<void>;
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
  await sql`select 1`.execute(db).catch(async (error: unknown) => {
    await db.destroy();
    throw notReached(error);
  });
  let holder: PoolClient | undefined;
  return {
    db,
    claim: async (orgId) => {
      // The lock is the session's own, so it ends with the process, however that ends.
      if (!holder) {
        holder = await pool.connect();
        // As above. Without its session the claim is gone, but not the work of whoever had it.
        holder.on('error', () => undefined);
      }
      const sql = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken';
      const { rows } = await holder.query<{ taken: boolean }>(sql, [`orderlens ${orgId}`]);
      if (!rows[0]?.taken) throw claimed(orgId);
    },
    close: async () => {
      holder?.release(true);
      await db.destroy();
    },
  };
}

function notReached(cause: unknown): Failure {
  return new Failure(`The database server cannot be used: ${messageOf(cause)}`, {
    kind: 'config',
    action: 'Check DATABASE_URL, and that the server runs and lets this machine in.',
    cause,
  });
}

function claimed(orgId: string): Failure {
  return new Failure(`Another process works on org ${orgId} in this database`, {
    kind: 'config',
    action:
      'Stop the other process (is the service running?), or ask it: with its DATA_DIR, "orderlens sync" and "orderlens rejected" do so.',
  });
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
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
      claim: async () => undefined,
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
