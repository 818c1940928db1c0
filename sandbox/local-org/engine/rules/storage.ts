import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType, Schema } from '../types.ts';
import { rule } from '../../rules/rule.ts';

const limitsStorage = rule('limits.storage');

/** What most objects' records are counted as. */
const bytesARecord = 2048;
/** Salesforce counts products as nothing. */
const free = new Set(['Product2']);

/**
 * How many records the org holds, against what it may. Counted once, then kept up to date by what is saved; whatever
 * else changes it (deletes, roll-backs) makes it count again.
 */
export class StorageMeter {
  readonly maxBytes: number;
  readonly #maxRecords: number;
  readonly #database: Database;
  readonly #schema: Schema;
  #records: number | undefined;

  constructor(database: Database, schema: Schema, maxBytes: number) {
    this.#database = database;
    this.#schema = schema;
    this.maxBytes = maxBytes;
    this.#maxRecords = Math.floor(maxBytes / bytesARecord);
  }

  isCounted(object: ObjectType): boolean {
    return !object.setup && !free.has(object.name);
  }

  get usedBytes(): number {
    return this.#count() * bytesARecord;
  }

  /** Takes room for one record; false: there is none. */
  take(): boolean {
    if (limitsStorage && this.#count() >= this.#maxRecords) return false;
    this.#records = this.#count() + 1;
    return true;
  }

  giveBack(): void {
    if (this.#records !== undefined) this.#records--;
  }

  forget(): void {
    this.#records = undefined;
  }

  /** Records of an object, without those in the recycle bin. */
  recordsOf(object: ObjectType): number {
    const sql = `SELECT COUNT(*) FROM ${quote(object.name)} WHERE "IsDeleted" = 0`;
    return Number(this.#database.get(sql)?.[0] ?? 0);
  }

  #count(): number {
    this.#records ??= this.#schema.objects
      .filter((object) => this.isCounted(object))
      .reduce((sum, object) => sum + this.recordsOf(object), 0);
    return this.#records;
  }
}
