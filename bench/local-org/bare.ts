import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const table = `CREATE TABLE line (n INTEGER PRIMARY KEY, ext TEXT, name TEXT, ord TEXT, position REAL, sku TEXT,
  title TEXT, quantity REAL, price REAL, total REAL, currency TEXT, removed INTEGER, product TEXT);
  CREATE UNIQUE INDEX key ON line (ext)`;
const names = [
  ...['ext', 'name', 'ord', 'position', 'sku', 'title', 'quantity', 'price', 'total', 'currency'],
  ...['removed', 'product'],
];
const upsert = `INSERT INTO line (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
  ON CONFLICT (ext) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
const batch = 10_000;

/** The same file into a plain table: no rule, no index but the key's, no look-up of the order. Seconds of each time. */
export async function upsertBare(file: string, times: number): Promise<number[]> {
  const database = new DatabaseSync(':memory:');
  database.exec(table);
  const statement = database.prepare(upsert);
  const seconds: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    let at = 0;
    database.exec('BEGIN');
    for await (const text of createInterface({ input: createReadStream(file) })) {
      if (at++ > 0) statement.run(...text.split(','));
      if (at % batch === 0) database.exec('COMMIT; BEGIN');
    }
    database.exec('COMMIT');
    seconds.push((performance.now() - started) / 1000);
  }
  database.close();
  return seconds;
}
