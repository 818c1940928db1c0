import { foreignKey, type Key, toId, toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import type { RecordRight, Sharing } from '../access/sharing.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import { indexForSearch } from '../storage/tables.ts';
import type { Field, ObjectType, Schema } from '../types.ts';
import type { Reader } from './readers.ts';
import { readerFor } from './readers.ts';
import type { RowErrors } from './row-errors.ts';
import { rule } from '../../rules/rule.ts';

const needsParent = rule('parents.found');
const oneParent = rule('parents.ambiguous');
const needsAccess = rule('parents.access');

interface Found {
  readonly key: Key;
  readonly allowed: boolean;
}

/** What was found, or why nothing was. */
type Answer = Found | 'none' | 'deleted' | 'many';

/** Looks up the records that references name, each once a request. */
export class Parents {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #sharing: Sharing;
  readonly #session: LocalSession;

  constructor(database: Database, schema: Schema, sharing: Sharing, session: LocalSession) {
    this.#database = database;
    this.#schema = schema;
    this.#sharing = sharing;
    this.#session = session;
  }

  /** For a reference field holding an id. */
  byId(field: Field): Reader {
    const known = new Map<Key, Answer>();
    const targets = field.referenceTo.flatMap((name) => this.#schema.object(name) ?? []);
    return (cell, errors) => {
      if (cell === '') return null;
      const key = typeof cell === 'string' ? toKey(cell.trim()) : undefined;
      const target = targets.find(({ keyPrefix }) => String(cell).trim().startsWith(keyPrefix));
      if (key === undefined || target === undefined) return malformed(field, cell, errors);
      let answer = known.get(key);
      if (answer === undefined) {
        answer = this.#findById(field, target, key);
        known.set(key, answer);
      }
      return this.#judge(field, answer, String(cell), errors);
    };
  }

  /** For a column `Order__r.External_Id__c`. */
  byExternalId(field: Field, parent: ObjectType, keyField: Field, own: boolean): Reader {
    indexForSearch(this.#database, parent, keyField);
    const known = new Map<unknown, Answer>();
    const read = readerFor(keyField);
    const sql = this.#sql(
      field,
      parent,
      `t.${quote(keyField.name)} = ? AND t."IsDeleted" = 0 LIMIT 2`,
    );
    // Children of one parent follow each other: comparing costs less than hashing.
    let last: unknown;
    let lastAnswer: Answer | undefined;
    return (cell, errors) => {
      let answer = cell === last ? lastAnswer : known.get(cell);
      if (answer === undefined) {
        const value = read(cell, errors);
        if (value === null) return null;
        answer = this.#only(sql, value);
        // A parent of the same object may be written by a later row of this request.
        if (!own || typeof answer === 'object') known.set(cell, answer);
      }
      if (typeof answer === 'object') {
        last = cell;
        lastAnswer = answer;
        return this.#judge(field, answer, '', errors);
      }
      return missing(answer, String(cell), parent, keyField, errors);
    };
  }

  #sql(field: Field, target: ObjectType, where: string): string {
    const right: RecordRight = field.masterDetail ? 'edit' : 'read';
    const condition = this.#sharing.condition(this.#session, target, right, 't');
    const allowed = typeof condition === 'string' ? condition : condition ? '1' : '0';
    return `SELECT t."Id", t."IsDeleted", (${allowed}) FROM ${quote(target.name)} t WHERE ${where}`;
  }

  #findById(field: Field, target: ObjectType, key: Key): Answer {
    if (key === foreignKey) return 'none';
    return this.#only(this.#sql(field, target, 't."Id" = ?'), key);
  }

  #only(sql: string, value: string | number): Answer {
    const rows = this.#database.all(sql, value);
    if (rows.length > 1 && oneParent) return 'many';
    const row = rows[0];
    if (row === undefined) return 'none';
    if (row[1] === 1) return 'deleted';
    return { key: row[0] as Key, allowed: row[2] === 1 };
  }

  #judge(field: Field, answer: Answer, id: string, errors: RowErrors): Key | null {
    if (typeof answer === 'object') {
      if (answer.allowed || !needsAccess) return answer.key;
      const message = `insufficient access rights on cross-reference id: ${toId(answer.key).slice(0, 15)}`;
      return errors.add('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', message, []);
    }
    if (answer === 'deleted') return errors.add('ENTITY_IS_DELETED', 'entity is deleted', []);
    const message = `invalid cross reference id: ${id}`;
    return errors.add('INVALID_CROSS_REFERENCE_KEY', message, [field.name]);
  }
}

function malformed(field: Field, cell: unknown, errors: RowErrors): null {
  const message = `${field.label}: id value of incorrect type: ${String(cell)}`;
  return errors.add('MALFORMED_ID', message, [field.name]);
}

function missing(
  answer: 'none' | 'deleted' | 'many',
  value: string,
  parent: ObjectType,
  keyField: Field,
  errors: RowErrors,
): null {
  if (!needsParent) return null;
  const found = answer === 'many' ? 'matches more than one record' : 'not found';
  return errors.add(
    'INVALID_FIELD',
    `Foreign key external ID: ${value} ${found} for field ${keyField.name} in entity ${parent.name}`,
  );
}
