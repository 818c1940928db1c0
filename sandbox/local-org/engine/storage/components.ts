import { type Key, makeKey, toId } from '../ids.ts';
import type { Database } from './database.ts';

/** A piece of metadata as it was deployed: an object without its parts, a field, a layout, a panel with all its files. */
export interface Component {
  /** `CustomObject`, `CustomField`, `Layout` … */
  readonly type: string;
  /** `Commerce_Order__c.Total__c` for what is part of an object. */
  readonly fullName: string;
  /** Path in a deployment's archive → content. What is part of another file has that file's path and its own element. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface StoredComponent extends Component {
  readonly id: string;
  /** ISO, UTC. */
  readonly createdDate: string;
  readonly createdBy: string;
  readonly lastModifiedDate: string;
  readonly lastModifiedBy: string;
}

/** Prefixes of the ids that Salesforce gives to the types it documents; `0A0` stands for all others. */
const prefixes: Readonly<Record<string, string>> = {
  CustomObject: '01I',
  CustomField: '00N',
  PermissionSet: '0PS',
  PermissionSetGroup: '0PG',
  Layout: '00h',
  Flow: '301',
  FlexiPage: '0M0',
  LightningComponentBundle: '0Rb',
  CustomTab: '01r',
  CustomApplication: '02u',
  ListView: '00B',
  CustomLabel: '101',
};

const create = `CREATE TABLE IF NOT EXISTS _component (number INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE, created INTEGER NOT NULL, creator INTEGER NOT NULL,
    modified INTEGER NOT NULL, modifier INTEGER NOT NULL, UNIQUE (type, name)) STRICT;
  CREATE TABLE IF NOT EXISTS _component_file (component INTEGER NOT NULL, path TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (component, path)) STRICT;`;
const columns = 'number, type, name, created, creator, modified, modifier';

/** What was deployed to the org, for retrieving it and for opening the org again. */
export class Components {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    database.exec(create);
  }

  list(type?: string): StoredComponent[] {
    const all = `SELECT ${columns} FROM _component`;
    const rows =
      type === undefined
        ? this.#database.all(`${all} ORDER BY number`)
        : this.#database.all(`${all} WHERE type = ? ORDER BY number`, type);
    return rows.map((row) => this.#read(row));
  }

  /** What is part of an object. */
  partsOf(object: string): StoredComponent[] {
    const start = `${object}.`.toLowerCase();
    return this.list().filter(({ fullName }) => fullName.toLowerCase().startsWith(start));
  }

  get(type: string, fullName: string): StoredComponent | undefined {
    const row = this.#database.get(
      `SELECT ${columns} FROM _component WHERE type = ? AND name = ?`,
      type,
      fullName,
    );
    return row === undefined ? undefined : this.#read(row);
  }

  has(type: string, fullName: string): boolean {
    const sql = 'SELECT 1 FROM _component WHERE type = ? AND name = ?';
    return this.#database.get(sql, type, fullName) !== undefined;
  }

  /** Adds one, or replaces the files of the one of that name. */
  put({ files, fullName, type }: Component, user: Key, now: number): void {
    this.#database.run(
      `INSERT INTO _component (type, name, created, creator, modified, modifier) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET modified = excluded.modified, modifier = excluded.modifier`,
      ...[type, fullName, now, user, now, user],
    );
    const number = this.#numberOf(type, fullName);
    this.#database.run('DELETE FROM _component_file WHERE component = ?', number);
    for (const [path, content] of files) {
      const text = Buffer.from(content).toString('base64');
      this.#database.run('INSERT INTO _component_file VALUES (?, ?, ?)', number, path, text);
    }
  }

  remove(type: string, fullName: string): void {
    const number = this.#numberOf(type, fullName);
    this.#database.run('DELETE FROM _component_file WHERE component = ?', number);
    this.#database.run('DELETE FROM _component WHERE number = ?', number);
  }

  #numberOf(type: string, fullName: string): number {
    const sql = 'SELECT number FROM _component WHERE type = ? AND name = ?';
    return (this.#database.get(sql, type, fullName)?.[0] as number | undefined) ?? 0;
  }

  #read(row: readonly unknown[]): StoredComponent {
    const [number, type, fullName, created, creator, modified, modifier] = row as [
      ...[number, string, string, number, Key, number, Key],
    ];
    const files = this.#database
      .all('SELECT path, content FROM _component_file WHERE component = ? ORDER BY path', number)
      .map(([path, text]): [string, Uint8Array] => [
        path as string,
        Buffer.from(text as string, 'base64'),
      ]);
    return {
      type,
      fullName,
      files: new Map(files),
      id: toId(makeKey(prefixes[type] ?? '0A0', number)),
      createdDate: new Date(created).toISOString(),
      createdBy: toId(creator),
      lastModifiedDate: new Date(modified).toISOString(),
      lastModifiedBy: toId(modifier),
    };
  }
}
