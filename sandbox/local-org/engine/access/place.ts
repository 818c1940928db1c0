import type { Key } from '../ids.ts';
import type { Database } from '../storage/database.ts';
import type { Place } from './session.ts';

const sql = 'SELECT "TimeZoneSidKey", "LocaleSidKey" FROM "User" WHERE "Id" = ?';

export function placeOf(database: Database, user: Key): Place {
  const [timeZone, locale] = (database.get(sql, user) ?? []) as (string | null)[];
  return { timeZone: timeZone ?? undefined, locale: locale ?? undefined };
}
