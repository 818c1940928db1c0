import type { Field, ObjectType } from '../types.ts';
import { columnDefinition, quote } from './column.ts';
import type { Database } from './database.ts';
import { rule } from '../../rules/rule.ts';

const uniqueKeys = rule('keys.unique');
const freeInBin = rule('keys.free-in-bin');

function isLookedUpBy(field: Field): boolean {
  return field.type === 'reference' && field.childRelationshipName !== null;
}

/** Whether a change of the field is a change of an index. */
export function isIndexed(field: Field): boolean {
  return (field.unique && uniqueKeys) || isLookedUpBy(field);
}

/**
 * External ids that need not be unique: nobody looks for most of them, and the index of one would cost a third of a new
 * record.
 */
function waitsForIndex(field: Field): boolean {
  return field.externalId && !isIndexed(field);
}

/** Deleted records keep their keys without standing in the way of new ones. */
function indexOf(object: ObjectType, field: Field): string | undefined {
  if (!isIndexed(field) && !waitsForIndex(field)) return undefined;
  const unique = field.unique && uniqueKeys ? 'UNIQUE ' : '';
  const name = quote(`${object.name}.${field.name}`);
  const condition = unique === '' || !freeInBin ? '' : ' WHERE "IsDeleted" = 0';
  return `CREATE ${unique}INDEX IF NOT EXISTS ${name} ON ${quote(object.name)} (${quote(field.name)})${condition}`;
}

/** Creates the object's table, or adds the columns it lacks; never takes one away. */
export function ensureTable(database: Database, object: ObjectType): void {
  const definitions = object.fields.map((field) => columnDefinition(object, field));
  const table = quote(object.name);
  database.exec(`CREATE TABLE IF NOT EXISTS ${table} (${definitions.join(', ')})`);
  const present = new Set(
    database.all('SELECT name FROM pragma_table_xinfo(?)', object.name).map(([name]) => name),
  );
  object.fields.forEach((field, position) => {
    if (!present.has(field.name)) {
      database.exec(`ALTER TABLE ${table} ADD COLUMN ${definitions[position] ?? ''}`);
    }
  });
  for (const field of object.fields) {
    const index = indexOf(object, field);
    if (index === undefined) continue;
    dropOtherForm(database, `${object.name}.${field.name}`, index);
    if (!waitsForIndex(field)) database.exec(index);
  }
}

/** To be called where records are looked for by a field: the index that has waited for that is made. */
export function indexForSearch(database: Database, object: ObjectType, field: Field): void {
  const index = waitsForIndex(field) ? indexOf(object, field) : undefined;
  if (index !== undefined) database.exec(index);
}

/** An index that is there in another form (not unique, say) is in the way. */
function dropOtherForm(database: Database, name: string, sql: string): void {
  const present = database.get(
    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?",
    name,
  );
  const unique = (text: unknown): boolean => String(text).startsWith('CREATE UNIQUE');
  if (present !== undefined && unique(present[0]) !== unique(sql)) {
    database.exec(`DROP INDEX ${quote(name)}`);
  }
}

/** A field that comes again starts empty. */
export function dropColumn(database: Database, object: string, field: string): void {
  database.exec(`DROP INDEX IF EXISTS ${quote(`${object}.${field}`)}`);
  database.exec(`ALTER TABLE ${quote(object)} DROP COLUMN ${quote(field)}`);
}

export function dropTable(database: Database, object: string): void {
  database.exec(`DROP TABLE IF EXISTS ${quote(object)}`);
}
