import { once } from 'node:events';
import fs from 'node:fs';
import readline from 'node:readline';
import type { Config } from '../config.ts';
import { configFailure } from '../config.ts';
import { Failure, messageOf } from '../common/errors.ts';
import { storeKey } from '../mapping/index.ts';
import { openStore } from '../store/store.ts';

/** Writes all that the database remembers into a new file that only its owner may read. */
export async function exportStore(config: Config, file: string): Promise<void> {
  const database = await openStore(config.database, config.payloads);
  try {
    const out = fs.createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await once(out, 'open').catch((error: unknown) => Promise.reject(cannotUse(file, error)));
    const rows = await database.exportAll(async (line) => {
      if (!out.write(`${line}\n`)) await once(out, 'drain');
    });
    out.end();
    await once(out, 'finish');
    process.stdout.write(`${total(rows)} rows written to ${file}\n`);
  } finally {
    await database.close();
  }
}

/** Fills an empty database from such a file. */
export async function importStore(config: Config, file: string): Promise<void> {
  const input = fs.createReadStream(file);
  await once(input, 'open').catch((error: unknown) => Promise.reject(cannotUse(file, error)));
  const database = await openStore(config.database, config.payloads);
  try {
    const rows = await database.importAll(linesOf(input));
    process.stdout.write(`${total(rows)} rows read from ${file}\n`);
  } finally {
    await database.close();
  }
}

/** Read from when the first one is asked for: what readline says before that is lost. */
async function* linesOf(input: fs.ReadStream): AsyncGenerator<string> {
  yield* readline.createInterface({ input, crlfDelay: Infinity });
}

/** Forgets what is known of a store; the next run reads all of it. */
export async function forgetStore(config: Config, key: string): Promise<void> {
  const store = config.stores.find((one) => one.key === key);
  if (!store) {
    const known = config.stores.map((one) => one.key).join(', ');
    throw configFailure([`there is no store "${key}" in the stores file, only ${known}`]);
  }
  const database = await openStore(config.database, config.payloads);
  try {
    const rows = await database.forget(storeKey(store.platform, key));
    process.stdout.write(`${key} is forgotten (${rows} rows). The next run reads all of it.\n`);
  } finally {
    await database.close();
  }
}

function total(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

function cannotUse(file: string, cause: unknown): Failure {
  return new Failure(`The file ${file} cannot be used: ${messageOf(cause)}`, {
    kind: 'config',
    action: 'An export needs a new file, an import one that is there.',
    cause,
  });
}
