import type { Generated } from 'kysely';
import type { ModelName } from '../model/index.ts';

/** What is read, and what is worked out from it: all that runs and rejections are about. */
export type Subject = ModelName | 'value';

/** Tables, as Kysely knows them. Text keys are `collate "C"`: byte order is enough, and the fastest. */
export interface Database {
  checkpoint: CheckpointTable;
  outcome: OutcomeTable;
  child_keys: ChildKeysTable;
  order_fact: OrderFactTable;
  touched_customer: TouchedCustomerTable;
  customer_link: CustomerLinkTable;
  contact_look: ContactLookTable;
  rejection: RejectionTable;
  healed_error: HealedErrorTable;
  job_ledger: JobLedgerTable;
  run: RunTable;
  nudge: NudgeTable;
  webhook_delivery: WebhookDeliveryTable;
  parity_check: ParityCheckTable;
  page_attempt: PageAttemptTable;
  remapping: RemappingTable;
  store_lease: StoreLeaseTable;
  replica: ReplicaTable;
  store_pin: StorePinTable;
  store_stop: StoreStopTable;
  event_position: EventPositionTable;
  api_use: ApiUseTable;
}

/** How far a model of a store has been read with everything before it settled. */
export interface CheckpointTable {
  org: string;
  store: string;
  model: string;
  /** The connector's; null: begin anew. */
  cursor: string | null;
  /** Whether the first full read is through, so that `cursor` is where a delta begins. */
  complete: boolean;
  /** Of the mapping that wrote what lies behind the cursor. */
  fingerprint: string;
  /** The source's clock, UTC ISO-8601. */
  read_at: string;
}

/** The last outcome of each aggregate, so that what has not changed is not sent. */
export interface OutcomeTable {
  org: string;
  key: string;
  /** Hex of the mapped rows that were sent; `gone` where the shop no longer has it. */
  hash: string;
  state: 'written' | 'rejected';
  /** When it changed, or when it was seen to be gone: the source's clock, UTC ISO-8601. */
  source_time: string;
  /** When the read that it comes from began: the source's clock, UTC ISO-8601. */
  read_at: string | null;
  /** When its outcome was kept: our clock, UTC ISO-8601. */
  written_at: string | null;
  correlation: string | null;
}

/** The child records of each aggregate, so that those that vanish are noticed. */
export interface ChildKeysTable {
  org: string;
  key: string;
  /** JSON: ids by object, without the `platform:store:` that they share. */
  children: string;
}

/** Of each order in Salesforce: model/customer-value.ts. */
export interface OrderFactTable {
  org: string;
  key: string;
  customer: string | null;
  currency: string;
  placed_on: string;
  placed_at: string;
  total: string;
  refunded: string;
  cancelled: boolean;
}

/** Whose value in Salesforce may not be what the facts say. */
export interface TouchedCustomerTable {
  org: string;
  store: string;
  customer: string;
  currency: string;
  /** Whether their value is being worked out; touched again, they are not taken any more. */
  taken: Generated<boolean>;
}

/** Who each customer is in Salesforce: store/customer-links.ts. */
export interface CustomerLinkTable {
  org: string;
  store: string;
  customer: string;
  kind: 'own' | 'contact' | 'none';
  /** Of `own`: whose Account and Contact they are. */
  own_key: string | null;
  contact_id: string | null;
  account_id: string | null;
  rule: string;
  reason: string;
  email_hash: string | null;
  contact_email_hash: string | null;
  contacts: string[];
  had_contact: boolean;
  /** Above 0: records in Salesforce are to be brought into line. bigint: a text. */
  pending: string;
  decided_at: string;
}

/** Up to when the changes of Contacts have been looked at. */
export interface ContactLookTable {
  org: string;
  store: string;
  changed_at: string;
}

/** Records that are not in Salesforce, and why. */
export interface RejectionTable {
  org: string;
  store: string;
  model: string;
  /** External id where it could be read, else where in the input it stood. */
  key: string;
  stage: RejectionStage;
  reason: string;
  /** JSON as received, cut to 10,000 characters and sealed (store/payloads.ts); personal data, never logged. */
  raw: string | null;
  rejected_at: string;
  correlation: string | null;
  first_seen_at: string | null;
  attempts: Generated<number>;
  /** JSON: what Salesforce said of its rows. */
  faults: string | null;
  /** Hash of all that is told of it, how often and when aside. */
  content: Generated<string>;
  state: Generated<RejectionState>;
  /** What came of what a person asked for. */
  answer: string | null;
  /** `content:state` as Salesforce shows it; null: it shows nothing of it. */
  reported: string | null;
}
/**
 * - `retrying`: a person wants it to be tried again, and it is on its way.
 * - `ignored`: it is not tried again by itself, and does not count.
 */
export type RejectionState = 'open' | 'retrying' | 'ignored';
export type RejectionStage = 'read' | 'map' | 'write' | 'waiting' | 'retry';

/** Rejections that are over, while Salesforce still shows them. */
export interface HealedErrorTable {
  org: string;
  store: string;
  model: string;
  key: string;
}

export interface JobLedgerTable {
  org: string;
  job: string;
  object: string;
  opened_at: string;
  /** Whose records it writes; null: it was opened before stores were told apart. */
  store: string | null;
  /** Of the run that opened it. */
  correlation: string | null;
}

export interface RunTable {
  id: string;
  org: string;
  store: string;
  model: string;
  mode: 'backfill' | 'delta';
  state: 'running' | 'done' | 'incomplete' | 'failed';
  started_at: string;
  ended_at: string | null;
  /** JSON of the counters. */
  counts: string;
  message: string | null;
  correlation: string | null;
  /** The state that Salesforce shows; null: nobody has looked at it yet. */
  reported: string | null;
}

/** What is to be read again by its id. */
export interface NudgeTable {
  org: string;
  store: string;
  model: string;
  /** The platform's. */
  id: string;
  /** Grows each time it is nudged. PostgreSQL's bigint comes as text. */
  generation: Generated<string | number>;
  added_at: string;
  /** Of what nudged it last. */
  correlation: string | null;
}

/** Deliveries that have been taken in. */
export interface WebhookDeliveryTable {
  org: string;
  store: string;
  /** The platform's id of it. */
  delivery: string;
  received_at: string;
  correlation: string | null;
  /** What it is about, where that is one record. */
  model: string | null;
  record_id: string | null;
}

/** How often a page was begun and not ended: store/page-attempts.ts. */
export interface PageAttemptTable {
  org: string;
  store: string;
  model: string;
  /** Where the page lies: the cursor before it; empty: at the beginning. */
  cursor: string;
  attempts: number;
}

/** How far what an older mapping wrote has been read again. */
export interface RemappingTable {
  org: string;
  store: string;
  model: string;
  /** Of the mapping that it is read again for. */
  fingerprint: string;
  cursor: string | null;
}

/** Who works on a store: store/leases.ts. */
export interface StoreLeaseTable {
  org: string;
  store: string;
  /** A replica's id, or that of a command. */
  owner: string;
  /** Grows with each owner. bigint: a text. */
  token: string;
  expires_at: Date;
}

/** Processes that share the stores of an org among them. */
export interface ReplicaTable {
  org: string;
  id: string;
  expires_at: Date;
}

/** Which shop a store was when it was first read, and into which org: store/pins.ts. */
export interface StorePinTable {
  store: string;
  org: string;
  shop_id: string;
  pinned_at: string;
}

/** Stores that a person has to put right: store/stops.ts. */
export interface StoreStopTable {
  org: string;
  store: string;
  kind: string;
  message: string;
  action: string;
  stopped_at: string;
}

/** How each store's two sides compared when all of it was last looked at. */
export interface ParityCheckTable {
  org: string;
  store: string;
  started_at: string;
  ended_at: string;
  agrees: boolean;
  differing: number;
  /** JSON. */
  report: string;
}

/** How far Salesforce's events were heard: store/event-positions.ts. */
export interface EventPositionTable {
  org: string;
  topic: string;
  /** Replay id, in hex. */
  position: string;
  kept_at: string;
}

/** What was seen of an org's API requests: store/api-use.ts. */
export interface ApiUseTable {
  org: string;
  kept: string;
  kept_at: string;
}
