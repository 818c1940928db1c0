import { randomUUID } from 'node:crypto';
import { rule } from '../../rules/rule.ts';
import { type Key, toId } from '../ids.ts';
import { type Reader, readerFor } from '../save/readers.ts';
import { RowErrors } from '../save/row-errors.ts';
import { decodeCell } from '../select/expression.ts';
import type { EventType } from '../schema/events.ts';
import type { Database } from '../storage/database.ts';
import type { Field, PublishedEvent } from '../types.ts';
import type { StoredEvent } from './bus.ts';

const holdsValues = rule('flows.event-values');
const tellsAfterCommit = rule('flows.after-commit');

interface Known {
  readonly type: EventType;
  readonly fields: ReadonlyMap<string, { readonly field: Field; readonly read: Reader }>;
}

/** Who publishes, when, and under which id; a new one where none is given. */
export interface Publication {
  readonly user: Key;
  readonly now: number;
  readonly uuid?: string;
}

const columns = 'replay, name, uuid, created, creator, payload';

/** A position that was told to a subscriber without an event: nobody receives it. */
const mark = '';
const markAfterMs = 60 * 60 * 1000;

function stored(row: readonly unknown[]): StoredEvent {
  const [replayId, name, uuid, created, creator, payload] = row;
  return {
    replayId: replayId as number,
    name: name as string,
    uuid: uuid as string,
    created: created as number,
    creator: toId(creator as Key),
    payload: JSON.parse(payload as string) as StoredEvent['payload'],
  };
}

/**
 * Published events, in order. They are written within the transaction that publishes them: one that is rolled back
 * publishes nothing, as with "Publish After Commit".
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_considerations_decoupled_processes.htm
 */
export class Events {
  readonly #database: Database;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();
  #fresh = false;

  constructor(database: Database) {
    this.#database = database;
    database.afterCommit(() => this.#tell());
  }

  #tell(): void {
    if (!this.#fresh) return;
    this.#fresh = false;
    for (const listener of this.#listeners) listener();
  }

  put(types: readonly EventType[]): void {
    for (const type of types) {
      const readers = type.fields.map((field) => ({ field, read: readerFor(field) }));
      const fields = new Map(readers.map((known) => [known.field.name.toLowerCase(), known]));
      this.#known.set(type.name.toLowerCase(), { type, fields });
    }
  }

  type(event: string): EventType | undefined {
    return this.#known.get(event.toLowerCase())?.type;
  }

  field(event: string, field: string): Field | undefined {
    return this.#known.get(event.toLowerCase())?.fields.get(field.toLowerCase())?.field;
  }

  has(event: string): boolean {
    return this.#known.has(event.toLowerCase());
  }

  /** The event's replay id. Throws an Error that says which field cannot hold its value. */
  publish(event: string, values: ReadonlyMap<string, unknown>, by: Publication): number {
    const known = this.#known.get(event.toLowerCase());
    if (known === undefined) throw new Error(`${event} is no platform event of this org`);
    const payload: Record<string, unknown> = {};
    const errors = new RowErrors();
    for (const { field, read } of known.fields.values()) {
      const value = values.get(field.name) ?? field.defaultValue;
      const cell = value === null ? null : read(value, errors);
      payload[field.name] = cell === null ? null : decodeCell(field, cell);
      if (payload[field.name] === null && !field.nillable) {
        errors.add('REQUIRED_FIELD_MISSING', `Required fields are missing: [${field.name}]`);
      }
    }
    const [error] = errors.result(null).errors;
    if (holdsValues && error !== undefined)
      throw new Error(`${error.statusCode}: ${error.message}`);
    return this.append(known.type.name, payload, by);
  }

  /** Puts an event on the bus as it is. */
  append(name: string, payload: object, { now, user, uuid = randomUUID() }: Publication): number {
    this.#database.run(
      'INSERT INTO _event (name, uuid, created, creator, payload) VALUES (?, ?, ?, ?, ?)',
      ...[name, uuid, now, user, JSON.stringify(payload)],
    );
    this.#fresh = true;
    if (!tellsAfterCommit) this.#tell();
    return this.#database.get('SELECT max(replay) FROM _event')?.[0] as number;
  }

  /** Those of one name, oldest first. */
  read(event: string): PublishedEvent[] {
    const sql = `SELECT ${columns} FROM _event WHERE name = ? COLLATE NOCASE ORDER BY replay`;
    return this.#database.all(sql, event).map((row) => {
      const { created, creator, name, payload, replayId, uuid } = stored(row);
      return {
        replayId,
        event: name,
        eventUuid: uuid,
        createdDate: new Date(created).toISOString(),
        createdById: creator,
        payload: payload as PublishedEvent['payload'],
      };
    });
  }

  /** At most `limit` of these names that came after a position, oldest first. */
  after(names: readonly string[], position: number, limit: number): StoredEvent[] {
    const list = names.map(() => '?').join(', ');
    const sql = `SELECT ${columns} FROM _event WHERE replay > ? AND name IN (${list}) ORDER BY replay LIMIT ?`;
    return this.#database.all(sql, position, ...names, limit).map(stored);
  }

  /** Takes what is older than `since` off the bus. */
  expire(since: number): void {
    this.#database.run('DELETE FROM _event WHERE created < ?', since);
  }

  /** The newest position. One that is kept about as long as an event of now: a quiet bus gets a mark. */
  tip(now: number): number {
    const [replay, created] = this.#database.get(
      'SELECT replay, created FROM _event ORDER BY replay DESC LIMIT 1',
    ) ?? [0, 0];
    if ((created as number) > now - markAfterMs) return replay as number;
    return this.append(mark, {}, { user: 0, now });
  }

  /** Whether an event, or a mark, of this position is still on the bus. */
  holds(position: number): boolean {
    return this.#database.get('SELECT 1 FROM _event WHERE replay = ?', position) !== undefined;
  }

  /** `listener` is called after events were published; stopped by what this returns. */
  onPublished(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
