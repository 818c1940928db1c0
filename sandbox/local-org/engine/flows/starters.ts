import { rule } from '../../rules/rule.ts';
import type { Key } from '../ids.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType } from '../types.ts';
import type { Flow, FlowFilter } from './read-flow.ts';

const holdsFilters = rule('flows.filters');
const asksBefore = rule('flows.only-then');

/**
 * Which records start which flows because of what they have become, noted by triggers, which alone see a record as it was.
 * Temporary: it lives in this connection, and what is rolled back is forgotten.
 * https://help.salesforce.com/s/articleView?id=platform.flow_ref_elements_start.htm
 */
export class Starters {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    database.exec(
      'CREATE TEMP TABLE IF NOT EXISTS _starter (flow TEXT NOT NULL, key INTEGER NOT NULL, UNIQUE (flow, key))',
    );
  }

  /** Throws an Error for a flow that names what the object does not have. */
  put(flow: Flow, object: ObjectType): void {
    const { filters, onlyThen } = flow.start;
    const is = filters.length === 0 || !holdsFilters ? '1' : isSo('NEW', flow, object);
    const was = asksBefore && onlyThen && filters.length > 0 ? isSo('OLD', flow, object) : '0';
    this.#database
      .exec(`CREATE TEMP TRIGGER ${triggerOf(flow.name)} AFTER UPDATE ON main.${quote(object.name)}
      WHEN OLD."IsDeleted" = 0 AND NEW."IsDeleted" = 0 AND ${is} AND NOT ${was}
      BEGIN INSERT OR IGNORE INTO _starter VALUES (${textOf(flow.name)}, NEW."Id"); END`);
  }

  remove(flow: string): void {
    this.#database.exec(`DROP TRIGGER IF EXISTS temp.${triggerOf(flow)}`);
  }

  forget(): void {
    this.#database.run('DELETE FROM _starter');
  }

  /** In the order in which they were saved. */
  of(flow: string): readonly Key[] {
    const sql = 'SELECT key FROM _starter WHERE flow = ? ORDER BY rowid';
    return this.#database.all(sql, flow).map(([key]) => key as Key);
  }
}

function isSo(row: 'NEW' | 'OLD', { name, start }: Flow, object: ObjectType): string {
  const tests = start.filters.map((filter) => {
    const known = object.field(filter.field);
    if (known === undefined) {
      throw new Error(`Flow ${name}: no field ${object.name}.${filter.field}`);
    }
    return testOf(row, quote(known.name), filter);
  });
  return `(${tests.join(start.logic === 'or' ? ' OR ' : ' AND ')})`;
}

function testOf(row: 'NEW' | 'OLD', column: string, filter: FlowFilter): string {
  if (filter.is === 'IsChanged') return `OLD.${column} IS NOT NEW.${column}`;
  const not = filter.is === 'NotEqualTo' ? 'NOT ' : '';
  return `${row}.${column} IS ${not}${textOf(filter.text)}`;
}

function triggerOf(flow: string): string {
  return quote(`_starter_${flow}`);
}

function textOf(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
