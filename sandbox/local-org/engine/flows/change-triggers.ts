import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType } from '../types.ts';
import { storedFields } from './change-fields.ts';

/**
 * What the open transaction has done to records, noted by triggers, so that nothing that writes has to know. `mask` has
 * a 1 for each of `storedFields` that is another than before. Temporary: it lives in this connection.
 */
export function makeTable(database: Database): void {
  database.exec(`CREATE TEMP TABLE IF NOT EXISTS _change (place INTEGER PRIMARY KEY, object TEXT NOT NULL,
    key INTEGER NOT NULL, type TEXT NOT NULL, mask TEXT NOT NULL)`);
}

const updateType = `CASE WHEN OLD."IsDeleted" = NEW."IsDeleted" THEN 'UPDATE'
  WHEN NEW."IsDeleted" = 1 THEN 'DELETE' ELSE 'UNDELETE' END`;

const stamped = 'UPDATE OF "LastModifiedDate"';

function name(object: string, occasion: string): string {
  return quote(`_change_${occasion.replaceAll(/\W+/g, '_')}_${object}`);
}

export function dropTriggers(database: Database, object: string): void {
  for (const occasion of ['INSERT', 'UPDATE', stamped, 'DELETE']) {
    database.exec(`DROP TRIGGER IF EXISTS temp.${name(object, occasion)}`);
  }
}

/** Makes an object's triggers, anew where it has some. */
export function makeTriggers(database: Database, object: ObjectType): void {
  dropTriggers(database, object.name);
  const note = (occasion: string, when: string, row: string, type: string, mask: string) =>
    database.exec(`CREATE TEMP TRIGGER ${name(object.name, occasion)} AFTER ${occasion} ON main.${quote(object.name)}
      ${when} BEGIN INSERT INTO _change (object, key, type, mask)
      VALUES ('${object.name}', ${row}."Id", ${type}, ${mask}); END`);
  const fields = storedFields(object).map((field) => quote(field.name));
  const none = `'${'0'.repeat(fields.length)}'`;
  // Columns compare without regard to case; a change of case is a change.
  const mask = fields.map((field) => `(OLD.${field} IS NOT NEW.${field} COLLATE BINARY)`);
  note('INSERT', '', 'NEW', `'CREATE'`, none);
  // A record in the bin that is written to, as by a merge, is no change to anybody.
  const alive = 'WHEN OLD."IsDeleted" = 0 OR NEW."IsDeleted" = 0';
  note('UPDATE', alive, 'NEW', updateType, mask.join(' || '));
  // Two writes in one millisecond: the date is the same, and yet it was set.
  const kept = 'WHEN OLD."IsDeleted" = 0 AND NEW."IsDeleted" = 0';
  const date = fields.map((field) => (field === quote('LastModifiedDate') ? '1' : '0')).join('');
  note(stamped, kept, 'NEW', `'UPDATE'`, `'${date}'`);
  // Out of the recycle bin: no event. Past it: the record is deleted all the same, by our reading.
  note('DELETE', 'WHEN OLD."IsDeleted" = 0', 'OLD', `'DELETE'`, none);
}
