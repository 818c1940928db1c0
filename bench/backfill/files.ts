import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Chunks that a backfill kept, in the order of sending: `000001-Commerce_Order__c.csv`. */
export function chunksIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return names.sort().map((name) => path.join(folder, name));
}

export function objectOf(file: string): string {
  const name = path.basename(file, '.csv');
  return name.slice(name.indexOf('-') + 1);
}

export function keyOf(object: string): string {
  return object.endsWith('__c') ? 'External_Id__c' : 'Commerce_Key__c';
}

/** One file an object, parents first, for tools that take whole tables. Chunks must have the same columns. */
export async function wholeTables(chunks: readonly string[], folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const tables = new Map<string, string>();
  const headers = new Map<string, string>();
  for (const chunk of chunks) {
    const object = objectOf(chunk);
    const serial = String(tables.size + 1).padStart(6, '0');
    const table = tables.get(object) ?? path.join(folder, `${serial}-${object}.csv`);
    await append(chunk, table, headers, object);
    tables.set(object, table);
  }
  return [...tables.values()];
}

async function append(
  chunk: string,
  table: string,
  headers: Map<string, string>,
  object: string,
): Promise<void> {
  const out = createWriteStream(table, { flags: 'a' });
  let first = true;
  for await (const line of createInterface({ input: createReadStream(chunk) })) {
    const header = first ? headers.get(object) : undefined;
    if (first && header === undefined) headers.set(object, line);
    first = false;
    if (header === line) continue;
    if (header !== undefined) throw new Error(`The chunks of ${object} have different columns`);
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
