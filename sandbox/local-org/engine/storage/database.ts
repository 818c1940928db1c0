import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Key, makeKey } from '../ids.ts';
import { wallTime } from '../time-zones.ts';

const cachedStatements = 1_000;

/** `a00`, `a01` … `a0z`, `a10` …: as Salesforce counts custom objects. */
function customPrefix(number: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return `a${digits.charAt(Math.floor(number / 62))}${digits.charAt(number % 62)}`;
}

interface ObjectState {
  readonly prefix: string;
  next: Key;
  saved: Key;
}

/** The org's file (or memory): statements kept prepared, transactions, and the numbers that ids are made of. */
export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #objects = new Map<string, ObjectState>();
  readonly #beforeCommit: (() => void)[] = [];
  readonly #afterCommit: (() => void)[] = [];

  constructor(file: string) {
    this.#sqlite = new DatabaseSync(file);
    // For convertTimezone().
    this.#sqlite.function('wall_time', { deterministic: true }, (time, zone) =>
      time === null ? null : wallTime(Number(time), String(zone)),
    );
    // The operating system keeps what a killed process wrote; only a power cut could lose it.
    this.#sqlite
      .exec(`PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
      PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS _meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS _object (name TEXT PRIMARY KEY, prefix TEXT NOT NULL, next INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS _event (replay INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, uuid TEXT NOT NULL,
        created INTEGER NOT NULL, creator INTEGER NOT NULL, payload TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS _undo (root INTEGER NOT NULL, object TEXT NOT NULL, child INTEGER NOT NULL,
        field TEXT, parent INTEGER) STRICT;
      CREATE INDEX IF NOT EXISTS _undo_root ON _undo (root); CREATE INDEX IF NOT EXISTS _undo_child ON _undo (child);`);
    for (const row of this.all('SELECT name, prefix, next FROM _object')) {
      const [name, prefix, next] = row as [string, string, number];
      this.#objects.set(name.toLowerCase(), { prefix, next, saved: next });
    }
  }

  exec(sql: string): void {
    this.#sqlite.exec(sql);
  }

  /** Rows as arrays. Not to be iterated twice at a time: `stream` prepares its own. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.fresh(sql);
    if (this.#statements.size >= cachedStatements) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  fresh(sql: string): StatementSync {
    const statement = this.#sqlite.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  all(sql: string, ...values: (string | number | null)[]): unknown[][] {
    return this.prepare(sql).all(...values) as unknown as unknown[][];
  }

  get(sql: string, ...values: (string | number | null)[]): unknown[] | undefined {
    return this.prepare(sql).get(...values) as unknown as unknown[] | undefined;
  }

  run(sql: string, ...values: (string | number | null)[]): void {
    this.prepare(sql).run(...values);
  }

  meta(name: string): string | undefined {
    return this.get('SELECT value FROM _meta WHERE name = ?', name)?.[0] as string | undefined;
  }

  setMeta(name: string, value: string): void {
    this.run(
      'INSERT INTO _meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  /** `work` is the last part of each transaction from now on; it must not start one. */
  beforeCommit(work: () => void): void {
    this.#beforeCommit.push(work);
  }

  /** `work` is done after each transaction that was committed. */
  afterCommit(work: () => void): void {
    this.#afterCommit.push(work);
  }

  /** Rolls back what `work` throws out of; one inside another only its own part. */
  transaction<T>(work: () => T): T {
    if (this.#sqlite.isTransaction) return this.#savepoint(work);
    const result = this.#whole(work);
    for (const then of this.#afterCommit) then();
    return result;
  }

  #whole<T>(work: () => T): T {
    this.#sqlite.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      for (const last of this.#beforeCommit) last();
      this.#saveNumbers();
      this.#sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK');
      throw error;
    }
  }

  #savepoint<T>(work: () => T): T {
    // An inner one of the same name hides the outer until it is released.
    this.#sqlite.exec('SAVEPOINT part');
    try {
      const result = work();
      this.#sqlite.exec('RELEASE part');
      return result;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK TO part; RELEASE part');
      throw error;
    }
  }

  /** Key prefix of an object, kept for good once given. */
  register(object: string, standardPrefix: string): string {
    const known = this.#objects.get(object.toLowerCase());
    if (known !== undefined) {
      // The first one's transaction may have been rolled back.
      this.run('INSERT OR IGNORE INTO _object VALUES (?, ?, ?)', object, known.prefix, known.next);
      return known.prefix;
    }
    const custom = [...this.#objects.values()].filter(({ prefix }) => prefix.startsWith('a'));
    const prefix = standardPrefix === '' ? customPrefix(custom.length) : standardPrefix;
    const next = makeKey(prefix, 1);
    this.run('INSERT INTO _object VALUES (?, ?, ?)', object, prefix, next);
    this.#objects.set(object.toLowerCase(), { prefix, next, saved: next });
    return prefix;
  }

  /** A new record's key; never given twice, not even after a roll-back. */
  nextKey(object: string): Key {
    const state = this.#objects.get(object.toLowerCase());
    if (state === undefined) throw new Error(`No table for ${object}`);
    return state.next++;
  }

  #saveNumbers(): void {
    for (const [name, state] of this.#objects) {
      if (state.saved === state.next) continue;
      this.run('UPDATE _object SET next = ? WHERE name = ? COLLATE NOCASE', state.next, name);
      state.saved = state.next;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }
}
