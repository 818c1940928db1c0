import type { Gate } from '../common/gate.ts';
import type { Source } from '../connectors/connector.ts';
import type { MappedModel, MappingSettings } from '../mapping/index.ts';
import type { RecordWriter, SalesforceRecord } from '../salesforce/record.ts';
import type { Store } from '../store/store.ts';
import type { Bell } from './bell.ts';
import type { Brake } from './brake.ts';
import type { Contacts } from './contacts.ts';
import type { Counts } from './counts.ts';
import type { Books } from './parity/books.ts';
import type { Presence } from './presence.ts';
import type { Traffic } from './traffic.ts';

/** One store, open, with everything a run of it needs. */
export interface StoreSetup {
  /** Its key in the stores file. */
  readonly key: string;
  /** External id of the store: `shopify:giftshop`. */
  readonly store: string;
  readonly platform: string;
  readonly source: Source;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  readonly writer: RecordWriter;
  /** Writes the store's own record. */
  saveStore(fields: SalesforceRecord): Promise<{ created: boolean }>;
  /** Without it, nobody is looked for in Salesforce. */
  readonly contacts?: Contacts | undefined;
  /** Without it, Salesforce has what is known to be written, and no more. */
  readonly presence?: Presence | undefined;
  /** What Salesforce has of the store: without it, the two sides cannot be compared. */
  readonly books?: Books | undefined;
  readonly now: () => Date;
  /** Whatever reads the whole store enters here. */
  readonly gate: Gate;
  readonly traffic: Traffic;
  /** Sees to it that nothing which was sent and failed can still take effect. Throws Failure. */
  readonly settleLost?: (() => Promise<void>) | undefined;
  /** For changes that somebody waits for; default: `writer`. */
  readonly liveWriter?: RecordWriter | undefined;
  /** Rung when there is something to be read again. */
  readonly bell: Bell;
  /** Rung when the shop is to be looked at before its time. */
  readonly due: Bell;
  /** Whatever asks the shop or Salesforce for this store waits here after failures. */
  readonly brake: Brake;
  /** Asks the shop and Salesforce once each whether they are there. Throws Failure. Absent: work finds it out. */
  readonly probe?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

export interface Progress {
  readonly store: string;
  readonly model: MappedModel | 'value';
  readonly counts: Readonly<Counts>;
  /** Records the shop says there are, or values to be worked out; null where nobody says. */
  readonly total: number | null;
  readonly done: boolean;
}
