import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as prettier from 'prettier';
import { withTables } from './tables.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The pages that hold tables of rules. */
export const pages = ['local-org.md', 'local-org-apis.md'].map((name) =>
  path.join(root, 'docs', name),
);

/** A page as the registry would have it, formatted. */
export async function upToDate(file: string): Promise<string> {
  const options = await prettier.resolveConfig(file);
  return prettier.format(withTables(readFileSync(file, 'utf8')), { ...options, filepath: file });
}

export async function writeTables(): Promise<void> {
  for (const file of pages) writeFileSync(file, await upToDate(file));
}
