import type { SaveError, SaveResult } from '../types.ts';

/** Collects what is wrong with one row; kept and emptied between rows. */
export class RowErrors {
  #errors: SaveError[] = [];

  add(statusCode: string, message: string, fields: readonly string[] = []): null {
    this.#errors.push({ statusCode, message, fields });
    return null;
  }

  get any(): boolean {
    return this.#errors.length > 0;
  }

  /** The row's outcome; ready for the next row afterwards. */
  result(id: string | null): SaveResult {
    const errors = this.#errors;
    this.#errors = [];
    return { id, success: false, created: false, errors };
  }
}

export const noErrors: readonly SaveError[] = [];
