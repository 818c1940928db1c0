import { randomUUID } from 'node:crypto';
import { type Key, toId } from '../ids.ts';
import { type Reader, readerFor } from '../save/readers.ts';
import { RowErrors } from '../save/row-errors.ts';
import { decodeCell } from '../select/expression.ts';
import type { EventType } from '../schema/events.ts';
import type { Database } from '../storage/database.ts';
import type { Field, PublishedEvent } from '../types.ts';

interface Known {
  readonly name: string;
  readonly fields: ReadonlyMap<string, { readonly field: Field; readonly read: Reader }>;
}

/**
 * Published events, in order. They are written within the transaction that publishes them: one that is rolled back
 * publishes nothing, as with "Publish After Commit".
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_considerations_decoupled_processes.htm
 */
export class Events {
  readonly #database: Database;
  readonly #known = new Map<string, Known>();

  constructor(database: Database) {
    this.#database = database;
  }

  put(types: readonly EventType[]): void {
    for (const { fields, name } of types) {
      const readers = fields.map((field) => ({ field, read: readerFor(field) }));
      const byName = new Map(readers.map((known) => [known.field.name.toLowerCase(), known]));
      this.#known.set(name.toLowerCase(), { name, fields: byName });
    }
  }

  field(event: string, field: string): Field | undefined {
    return this.#known.get(event.toLowerCase())?.fields.get(field.toLowerCase())?.field;
  }

  has(event: string): boolean {
    return this.#known.has(event.toLowerCase());
  }

  /** Throws an Error that says which field cannot hold its value. */
  publish(event: string, values: ReadonlyMap<string, unknown>, user: Key, now: number): void {
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
    if (error !== undefined) throw new Error(`${error.statusCode}: ${error.message}`);
    this.#database.run(
      'INSERT INTO _event (name, uuid, created, creator, payload) VALUES (?, ?, ?, ?, ?)',
      known.name,
      randomUUID(),
      now,
      user,
      JSON.stringify(payload),
    );
  }

  /** Those of one name, oldest first. */
  read(event: string): PublishedEvent[] {
    const sql = `SELECT replay, name, uuid, created, creator, payload FROM _event
      WHERE name = ? COLLATE NOCASE ORDER BY replay`;
    return this.#database
      .all(sql, event)
      .map(([replayId, name, uuid, created, creator, payload]) => ({
        replayId: replayId as number,
        event: name as string,
        eventUuid: uuid as string,
        createdDate: new Date(created as number).toISOString(),
        createdById: toId(creator as Key),
        payload: JSON.parse(payload as string) as PublishedEvent['payload'],
      }));
  }
}
