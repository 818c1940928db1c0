import { randomBytes } from 'node:crypto';
import { ApiError } from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';

export interface Cursor {
  readonly userId: string;
  readonly query: SoqlQuery;
  /** All records of the answer; each page is read when asked for. */
  readonly ids: readonly string[];
  readonly pageSize: number;
}

/** A user's oldest cursor closes when an eleventh opens. */
const mostPerUser = 10;

/**
 * Query locators: `01g…-2000` names a cursor and where to go on.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
 */
export class Locators {
  readonly #cursors = new Map<string, Cursor>();

  open(cursor: Cursor): string {
    const own = [...this.#cursors].filter(([, { userId }]) => userId === cursor.userId);
    for (const [id] of own.slice(0, Math.max(0, own.length - mostPerUser + 1))) {
      this.#cursors.delete(id);
    }
    const id = `01g${randomBytes(8).toString('hex').slice(0, 15)}`;
    this.#cursors.set(id, cursor);
    return id;
  }

  find(locator: string, userId: string): { id: string; from: number; cursor: Cursor } {
    const [id = '', from] = locator.split('-');
    const cursor = this.#cursors.get(id);
    const at = Number(from);
    if (cursor?.userId !== userId || !(at >= 0 && at < cursor.ids.length)) {
      throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return { id, from: at, cursor };
  }
}
