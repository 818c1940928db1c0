import { randomUUID } from 'node:crypto';
import { type Key, toId } from '../ids.ts';
import { decodeCell } from '../select/expression.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import { rule } from '../../rules/rule.ts';
import { ApiError, type ObjectType, type Schema } from '../types.ts';
import { type Change, changeEventName, type ChangeType } from './bus.ts';
import { storedFields } from './change-fields.ts';
import type { Events } from './events.ts';
import { dropTriggers, makeTable, makeTriggers } from './change-triggers.ts';

const endsAtFive = rule('changes.five');
const merges = rule('changes.merged');

/**
 * Without an add-on, of all channels together.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_allocations.htm
 */
const mostObjects = 5;
const kept = 'captured objects';

/** What one transaction did to one record. */
interface Touched {
  readonly object: string;
  readonly key: Key;
  type: ChangeType | 'none';
  mask: string;
}

type Draft = Pick<Change, 'entity' | 'type' | 'changed' | 'values'> & { readonly ids: string[] };

function either(one: string, other: string): string {
  return [...one].map((bit, place) => (bit === '1' ? bit : other.charAt(place))).join('');
}

/**
 * Several changes of a record in one transaction are one event of the first change's type, with what is committed; a
 * record that did not live to see the commit is none (that, and what becomes of a changed one, is our reading).
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_general_considerations.htm
 */
function combine(known: Touched, type: ChangeType, mask: string): void {
  known.mask = either(known.mask, mask);
  if (type === 'DELETE') known.type = known.type === 'CREATE' ? 'none' : 'DELETE';
  else if (type === 'UNDELETE') known.type = known.type === 'none' ? 'CREATE' : 'UPDATE';
}

/** Change Data Capture. Nothing of it runs for an object that was not selected. */
export class Changes {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #events: Events;
  #objects: Set<string>;
  #user: Key = 0;

  constructor(database: Database, schema: Schema, events: Events) {
    this.#database = database;
    this.#schema = schema;
    this.#events = events;
    this.#objects = this.#kept();
    if (this.#objects.size > 0) makeTable(database);
    database.beforeCommit(() => this.#publish());
  }

  #kept(): Set<string> {
    return new Set(JSON.parse(this.#database.meta(kept) ?? '[]') as string[]);
  }

  get objects(): readonly string[] {
    return [...this.#objects];
  }

  /** The texts of what is refused are ours. */
  select(name: string): void {
    const object = this.#schema.object(name);
    if (object === undefined || object.setup) {
      const message = `${name} is no object that Change Data Capture can be selected for`;
      throw new ApiError(400, 'INVALID_INPUT', message, ['SelectedEntity']);
    }
    if (this.#objects.has(object.name)) return;
    if (endsAtFive && this.#objects.size >= mostObjects) {
      const message = `Change Data Capture takes ${mostObjects.toString()} entities; ${object.name} would be one more`;
      throw new ApiError(400, 'LIMIT_EXCEEDED', message, ['SelectedEntity']);
    }
    this.#objects.add(object.name);
    this.#keep();
    makeTable(this.#database);
    makeTriggers(this.#database, object);
  }

  release(name: string): void {
    this.#objects.delete(name);
    this.#keep();
    dropTriggers(this.#database, name);
  }

  #keep(): void {
    this.#database.setMeta(kept, JSON.stringify(this.objects));
  }

  /** To be called when the schema has changed, before columns are dropped. */
  refresh(): void {
    this.#objects = this.#kept();
    for (const name of this.#objects) {
      const object = this.#schema.object(name);
      // One that a package will bring, when an org in a file is opened.
      if (object !== undefined) makeTriggers(this.#database, object);
    }
  }

  /** Whose changes the coming ones are. */
  by(user: Key): void {
    this.#user = user;
  }

  #touched(): readonly Touched[] {
    const all = new Map<string, Touched>();
    const rows = this.#database.all('SELECT object, key, type, mask FROM _change ORDER BY place');
    for (const row of rows) {
      const [object, key, type, mask] = row as [string, Key, ChangeType, string];
      const known = all.get(`${object} ${key.toString()}`);
      if (known === undefined) all.set(`${object} ${key.toString()}`, { object, key, type, mask });
      else combine(known, type, mask);
    }
    if (rows.length > 0) this.#database.run('DELETE FROM _change');
    return [...all.values()];
  }

  #draft({ key, mask, type }: Touched, object: ObjectType): Draft | undefined {
    if (type === 'none') return undefined;
    const draft = { entity: object.name, type, ids: [toId(key)], changed: [], values: {} };
    if (type === 'DELETE') return draft;
    const fields = storedFields(object).filter(
      (_field, place) => type !== 'UPDATE' || mask.charAt(place) === '1',
    );
    if (fields.length === 0) return undefined;
    const columns = fields.map(({ name }) => quote(name)).join(', ');
    const sql = `SELECT ${columns} FROM ${quote(object.name)} WHERE "Id" = ?`;
    const cells = this.#database.get(sql, key) ?? [];
    const values = fields.flatMap((field, place) =>
      (cells[place] ?? null) === null ? [] : [[field.name, decodeCell(field, cells[place])]],
    );
    const changed = type === 'UPDATE' ? fields.map(({ name }) => name) : [];
    return { ...draft, changed, values: Object.fromEntries(values) as Draft['values'] };
  }

  /**
   * One event for all records of an object that were changed alike, or deleted.
   * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_subscribe_merged_events.htm
   */
  #drafts(): readonly Draft[] {
    const merged = new Map<string, Draft>();
    for (const touched of this.#touched()) {
      const object = this.#schema.object(touched.object);
      const draft = object && this.#draft(touched, object);
      if (draft === undefined) continue;
      const { changed, entity, ids, type, values } = draft;
      const own = merges && (type === 'UPDATE' || type === 'DELETE') ? '' : ids[0];
      const alike = JSON.stringify([entity, type, own, changed, values]);
      const known = merged.get(alike);
      if (known === undefined) merged.set(alike, draft);
      else known.ids.push(...ids);
    }
    return [...merged.values()];
  }

  #publish(): void {
    if (this.#objects.size === 0) return;
    const now = Date.now();
    const transaction = {
      transactionKey: randomUUID(),
      commitNumber: now,
      committed: Math.floor(now / 1000) * 1000,
      user: toId(this.#user),
    };
    this.#drafts().forEach((draft, place) => {
      const change: Change = { ...draft, ...transaction, sequence: place + 1 };
      this.#events.append(changeEventName(draft.entity), change, { user: this.#user, now });
    });
  }
}
