import { sleep } from './common/sleep.ts';
import type { Config, StoreConfig } from './config.ts';
import { configFailure } from './config.ts';
import { connectors } from './connectors/index.ts';
import type { ConnectorIo, Source } from './connectors/connector.ts';
import {
  externalIdFields,
  storeKey,
  storeKeyField,
  storeObject,
  type MappingSettings,
} from './mapping/index.ts';
import { adoptLostJobs, adoptOpenJobs } from './salesforce/job.ts';
import { createCollectionsWriter } from './salesforce/collections-writer.ts';
import type { SalesforceConnection } from './salesforce/connection.ts';
import { openSalesforce } from './salesforce/login.ts';
import { upsertOne } from './salesforce/upsert.ts';
import { createSizedWriter } from './salesforce/sized-writer.ts';
import { createBulkWriter } from './salesforce/writer.ts';
import { openStore, type Store, type StoreHandle } from './store/store.ts';
import { Bell } from './sync/bell.ts';
import { Gate } from './sync/gate.ts';
import { openContacts } from './sync/contacts.ts';
import type { StoreSetup } from './sync/store-setup.ts';

/** Everything wired: the same for the service and for a person at the command line. */
export interface Runtime {
  readonly config: Config;
  readonly connection: SalesforceConnection;
  readonly orgId: string;
  readonly database: StoreHandle;
  readonly memory: Store;
  readonly stores: readonly StoreSetup[];
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly signal: AbortSignal;
  /** Keeps the uploaded CSV files here, for a comparison with a bare upload. */
  readonly keepSpool?: string | undefined;
}

export interface OpenSource {
  readonly store: StoreConfig;
  readonly source: Source;
}

export const io: ConnectorIo = { fetch: globalThis.fetch, sleep, now: () => new Date() };

/** Opens every store's connector; throws one Failure that names every store whose settings are wrong. */
export function openSources(stores: readonly StoreConfig[]): OpenSource[] {
  const problems: string[] = [];
  const sources = stores.flatMap((store) => {
    const connector = connectors.get(store.platform);
    if (!connector) {
      const known = [...connectors.keys()].join(', ');
      problems.push(`store ${store.key}: there is no platform "${store.platform}", only ${known}`);
      return [];
    }
    const settings = connector.settings.safeParse(store.settings);
    if (settings.success) return [{ store, source: connector.open(store.key, store.settings, io) }];
    for (const { path, message } of settings.error.issues) {
      problems.push(
        `store ${store.key}: ${['settings', ...path.map(String)].join('.')}: ${message}`,
      );
    }
    return [];
  });
  if (problems.length > 0) throw configFailure(problems);
  return sources;
}

/** Logs in, opens the database, and finishes or aborts what a crash left behind. Throws Failure. */
export async function openRuntime(config: Config, options: RuntimeOptions): Promise<Runtime> {
  const sources = openSources(config.stores);
  const database = await openStore(config.database, config.payloads);
  try {
    const connection = await openSalesforce(config.salesforce, io);
    const { orgId } = await connection.identity(options.signal);
    await database.claim(orgId);
    const memory = database.forOrg(orgId);
    await memory.runs.abandon(io.now());
    await adoptOpenJobs({ connection, ledger: memory.ledger, signal: options.signal });
    const stores = sources.map((open) => setUp(open, config, connection, memory, options));
    return { config, connection, orgId, database, memory, stores, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function setUp(
  { store, source }: OpenSource,
  config: Config,
  connection: SalesforceConnection,
  memory: Store,
  { signal, keepSpool }: RuntimeOptions,
): StoreSetup {
  const key = storeKey(store.platform, store.key);
  const few = createCollectionsWriter({ connection, externalIdFields, signal });
  const lost = new Set<string>();
  const first = () => adoptLostJobs({ connection, ledger: memory.ledger, signal }, lost);
  const spool = { spoolDir: config.spoolFolder, ...(keepSpool ? { keepSpool } : {}) };
  const many = createBulkWriter({
    ...{ connection, externalIdFields, ledger: memory.ledger, signal, lost, ...spool },
  });
  return {
    key: store.key,
    store: key,
    platform: store.platform,
    source,
    mapping: mappingOf(store),
    memory,
    writer: keepSpool ? many : createSizedWriter({ few, many, first }),
    saveStore: (fields) => {
      const record = { object: storeObject, externalIdField: storeKeyField, externalId: key };
      return upsertOne(connection, { ...record, fields }, signal);
    },
    contacts: openContacts(connection),
    now: io.now,
    gate: new Gate(),
    bell: new Bell(),
    due: new Bell(),
  };
}

function mappingOf({ createContacts, createProducts, history }: StoreConfig): MappingSettings {
  return { createContacts, createProducts, history };
}
