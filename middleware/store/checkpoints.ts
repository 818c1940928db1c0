import type { Kysely } from 'kysely';
import type { ModelName } from '../model/index.ts';
import type { Database } from './schema.ts';

export interface Checkpoint {
  readonly cursor: string | null;
  readonly complete: boolean;
  readonly fingerprint: string;
  readonly readAt: string;
}

export class Checkpoints {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async get(store: string, model: ModelName): Promise<Checkpoint | undefined> {
    const row = await this.#db
      .selectFrom('checkpoint')
      .selectAll()
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .executeTakeFirst();
    return row && { ...row, readAt: row.read_at };
  }

  async set(store: string, model: ModelName, checkpoint: Checkpoint): Promise<void> {
    const { readAt, cursor, complete, fingerprint } = checkpoint;
    const values = { cursor, complete, fingerprint, read_at: readAt };
    await this.#db
      .insertInto('checkpoint')
      .values({ org: this.#org, store, model, ...values })
      .onConflict((conflict) => conflict.columns(['org', 'store', 'model']).doUpdateSet(values))
      .execute();
  }

  all() {
    return this.#db
      .selectFrom('checkpoint')
      .select(['store', 'model', 'complete', 'read_at as readAt'])
      .where('org', '=', this.#org)
      .orderBy('store')
      .orderBy('model')
      .execute();
  }
}
