import type { Kysely } from 'kysely';
import type { ModelName } from '../model/index.ts';
import type { Database } from './schema.ts';

/** Of a model whose records an older mapping has written. */
export interface Remapping {
  readonly model: string;
  /** Of the mapping that they are read again for. */
  readonly fingerprint: string;
  /** Where to go on; null: at the beginning. */
  readonly cursor: string | null;
}

/** What is read again beside everything else, because the mapping has changed, and how far that is. */
export class Remappings {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  of(store: string): Promise<Remapping[]> {
    return this.#db
      .selectFrom('remapping')
      .select(['model', 'fingerprint', 'cursor'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .orderBy('model')
      .execute();
  }

  /** One for another mapping begins anew. */
  async begin(store: string, model: ModelName, fingerprint: string): Promise<void> {
    await this.#db
      .insertInto('remapping')
      .values({ org: this.#org, store, model, fingerprint, cursor: null })
      .onConflict((conflict) =>
        conflict
          .columns(['org', 'store', 'model'])
          .doUpdateSet({ fingerprint, cursor: null })
          .where('remapping.fingerprint', '<>', fingerprint),
      )
      .execute();
  }

  async reached(store: string, model: ModelName, cursor: string | null): Promise<void> {
    await this.#db
      .updateTable('remapping')
      .set({ cursor })
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .execute();
  }

  async end(store: string, model: ModelName): Promise<void> {
    await this.#db
      .deleteFrom('remapping')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .execute();
  }
}
