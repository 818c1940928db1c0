import { type MappingSettings } from '../mapping/index.ts';
import type { RecordWriter } from '../salesforce/record.ts';
import type { Store } from '../store/store.ts';
import type { ContactChange, Contacts } from './contacts.ts';
import { decideAnew } from './decide-anew.ts';
import type { Traffic } from './traffic.ts';
import { writeLinks } from './write-links.ts';

export interface RelinkSetup {
  /** The store's external id: `shopify:giftshop`. */
  readonly store: string;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  readonly contacts?: Contacts | undefined;
  readonly writer: RecordWriter;
  readonly now: () => Date;
  readonly traffic: Traffic;
}

export interface Relinked {
  /** Contacts that have changed since the last look, and some that had been looked at. */
  readonly looked: number;
  /** Customers whose records now say somebody else. */
  readonly written: number;
}

/**
 * A change gets its time when it is saved and is seen when its transaction ends, which takes ten minutes at most: what
 * lies so near to the newest that was seen may not have been all.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm
 */
const overlapMs = 10 * 60_000;

/**
 * Follows what has become of Contacts since the last look: whoever is concerned is decided anew, and all records of
 * those who are somebody else by now are written. The first look only notes where to begin. Throws Failure; what was not
 * finished is so by the next look.
 */
export async function relink(setup: RelinkSetup, signal: AbortSignal): Promise<Relinked> {
  const { contacts } = setup;
  if (!contacts) return { looked: 0, written: 0 };
  const looked = await look({ ...setup, contacts }, signal);
  const written = await writeLinks({ ...setup, contacts }, signal);
  return { looked, written };
}

export type LookSetup = RelinkSetup & { readonly contacts: Contacts };

async function look(setup: LookSetup, signal: AbortSignal): Promise<number> {
  const { store, memory, contacts } = setup;
  const last = await memory.links.lookedAt(store);
  if (last === undefined) {
    await memory.links.looked(store, (await contacts.newestChange(signal)) ?? beginning);
    return 0;
  }
  let looked = 0;
  for await (const changes of contacts.changesSince(earlier(last), signal)) {
    await decideAnew(setup, changes, signal);
    await memory.links.looked(store, later(last, changes));
    looked += changes.length;
  }
  return looked;
}

/** Of an org without any Contact, nothing has been missed. */
const beginning = '1970-01-01T00:00:00.000Z';

function earlier(time: string): string {
  return new Date(Math.max(0, Date.parse(time) - overlapMs)).toISOString();
}

function later(last: string, changes: readonly ContactChange[]): string {
  const { changedAt } = changes.at(-1)!;
  return changedAt > last ? changedAt : last;
}
