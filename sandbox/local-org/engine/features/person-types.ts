import type { Cell } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';

/** Record types of persons. */
export function personTypes(database: Database): readonly Cell[] {
  const where = `"SobjectType" = 'Account' AND "IsPersonType" = 1 AND "IsDeleted" = 0`;
  return database.all(`SELECT "Id" FROM "RecordType" WHERE ${where}`).map(([key]) => key as Cell);
}
