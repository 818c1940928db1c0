import { type Key, toId, toKey } from '../ids.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { Guard, GuardContext } from './guard.ts';

/** A record that somebody else is said to hold. */
export interface RowLock {
  readonly object: string;
  /** Its id, or the value of one of its fields (`{External_Id__c: 's:g:1'}`). */
  readonly record: string | Readonly<Record<string, string>>;
  /** How many saves it stands in the way of; Infinity until it is released. Default 1. */
  readonly times?: number;
}

export interface HeldLock {
  /** How many saves have run into it. */
  readonly hits: number;
  release(): void;
}

interface Held {
  readonly lock: RowLock;
  left: number;
  hits: number;
}

function keyOf(database: Database, { object, record }: RowLock): Key | undefined {
  if (typeof record === 'string') return toKey(record);
  const [[field, value] = ['Id', '']] = Object.entries(record);
  const sql = `SELECT "Id" FROM ${quote(object)} WHERE ${quote(field)} = ? AND "IsDeleted" = 0`;
  return database.get(sql, value)?.[0] as Key | undefined;
}

/** Row locks that tests ask for: nothing here runs side by side, so none arise of themselves. */
export class Locks {
  readonly #held: Held[] = [];

  hold(lock: RowLock): HeldLock {
    const held: Held = { lock, left: lock.times ?? 1, hits: 0 };
    this.#held.push(held);
    return {
      get hits() {
        return held.hits;
      },
      release: () => {
        held.left = 0;
      },
    };
  }

  get any(): boolean {
    return this.#held.some(({ left }) => left > 0);
  }

  /** The locks that stand in this request's way; each is used up once by it, however many rows it hits. */
  guard(context: GuardContext): Guard {
    const held = this.#held.filter(({ left }) => left > 0);
    const keys = new Map<Key, Held>();
    for (const one of held) {
      const key = keyOf(context.database, one.lock);
      if (key !== undefined) keys.set(key, one);
    }
    const used = new Set<Held>();
    const masters = locking(context);
    return (draft, errors) => {
      const wanted = [draft.key, ...masters.map((slot) => draft.values[slot])];
      const key = wanted.find((one) => typeof one === 'number' && keys.has(one));
      const found = keys.get(key as Key);
      if (found === undefined) return;
      if (!used.has(found)) {
        used.add(found);
        found.hits++;
        found.left--;
      }
      isLocked(errors, key as Key);
    };
  }
}

/** A master, and a parent that restricts, is locked along with its child; a look-up that is emptied is not. */
function locking({ table }: GuardContext): readonly number[] {
  return table.fields.flatMap(({ deleteConstraint, masterDetail }, slot) =>
    masterDetail || deleteConstraint === 'Restrict' ? [slot] : [],
  );
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_organize_data.htm */
function isLocked(errors: { add(code: string, message: string): null }, key: Key): void {
  const message = `unable to obtain exclusive access to this record or 1 records: ${toId(key).slice(0, 15)}`;
  errors.add('UNABLE_TO_LOCK_ROW', message);
}
