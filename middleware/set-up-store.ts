import type { Config, StoreConfig } from './config.ts';
import type { Source } from './connectors/connector.ts';
import {
  externalIdFields,
  storeKey,
  storeKeyField,
  storeObject,
  type MappingSettings,
} from './mapping/index.ts';
import { createCollectionsWriter } from './salesforce/collections-writer.ts';
import type { SalesforceConnection } from './salesforce/connection.ts';
import { adoptLostJobs } from './salesforce/job.ts';
import { createSizedWriter, type Budget } from './salesforce/sized-writer.ts';
import { upsertOne } from './salesforce/upsert.ts';
import { clearSpool } from './salesforce/spool-directory.ts';
import { createBulkWriter, limitsFor } from './salesforce/writer.ts';
import { io } from './sources.ts';
import type { Store } from './store/store.ts';
import { Brake } from './sync/brake.ts';
import { openContacts } from './sync/contacts.ts';
import { salesforceBooks } from './sync/parity/books.ts';
import { Gate } from './sync/gate.ts';
import type { StoreSetup } from './sync/store-setup.ts';
import { createTraffic } from './sync/traffic.ts';
import { WiredBell } from './sync/wired-bell.ts';

export interface SetUpDeps {
  readonly connection: SalesforceConnection;
  readonly memory: Store;
  readonly signal: AbortSignal;
  readonly keepSpool: string | undefined;
  /** What the org has left; without it, only size decides how rows are written. */
  readonly budget?: Budget | undefined;
  /** The org's: sync/traffic.ts. */
  readonly deciding: Gate;
}

/** One store with everything that a run of it needs. */
export function setUpStore(
  store: StoreConfig,
  source: Source,
  config: Config,
  { connection, memory, signal, keepSpool, deciding, budget }: SetUpDeps,
): StoreSetup {
  const key = storeKey(store.platform, store.key);
  const few = createCollectionsWriter({ connection, externalIdFields, signal });
  const lost = new Set<string>();
  const settleLost = () => adoptLostJobs({ connection, ledger: memory.ledger, signal }, lost);
  const bell = new WiredBell();
  clearSpool(config.spoolFolder);
  const { spoolFolder: spoolDir, spoolMaxMB } = config;
  const limits = spoolMaxMB === undefined ? {} : limitsFor(spoolMaxMB * 1e6);
  const spool = { spoolDir, limits, ...(keepSpool ? { keepSpool } : {}) };
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
    writer: keepSpool ? many : createSizedWriter({ few, many, first: settleLost, budget }),
    liveWriter: createSizedWriter({ few, many, first: settleLost, budget, urgency: 'live' }),
    settleLost,
    traffic: createTraffic({ deciding, onFree: () => bell.ring() }),
    saveStore: (fields) => {
      const record = { object: storeObject, externalIdField: storeKeyField, externalId: key };
      return upsertOne(connection, { ...record, fields }, signal);
    },
    contacts: openContacts(connection),
    books: salesforceBooks(connection),
    now: io.now,
    gate: new Gate(),
    bell,
    due: new WiredBell(),
    brake: new Brake(),
  };
}

function mappingOf({ createContacts, createProducts, history }: StoreConfig): MappingSettings {
  return { createContacts, createProducts, history };
}
