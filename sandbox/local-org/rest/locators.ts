import { randomBytes } from 'node:crypto';
import { ApiError } from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';
import { rule } from '../rules/rule.ts';

const owned = rule('rest.query-locator-owner');
const expires = rule('rest.query-locator-life');

export interface Cursor {
  readonly userId: string;
  readonly query: SoqlQuery;
  /** All records of the answer; each page is read when asked for. */
  readonly ids: readonly string[];
  readonly pageSize: number;
}

const twoDays = 2 * 24 * 60 * 60 * 1000;
/** Salesforce sets no limit; here the oldest goes, because ids are held in memory. */
const most = 100;

/**
 * Query locators: `01g…-2000` names a cursor and where to go on.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-apicursors.html
 */
export class Locators {
  readonly #cursors = new Map<string, { readonly cursor: Cursor; readonly until: number }>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  open(cursor: Cursor): string {
    const [oldest] = this.#cursors.keys();
    if (oldest && this.#cursors.size >= most) this.#cursors.delete(oldest);
    const id = `01g${randomBytes(8).toString('hex').slice(0, 15)}`;
    this.#cursors.set(id, { cursor, until: this.#now().getTime() + twoDays });
    return id;
  }

  find(locator: string, userId: string): { id: string; from: number; cursor: Cursor } {
    const [id = '', from] = locator.split('-');
    const known = this.#cursors.get(id);
    const live = known && (!expires || known.until > this.#now().getTime());
    const cursor = live ? known.cursor : undefined;
    const at = Number(from);
    const own = !owned || cursor?.userId === userId;
    if (!cursor || !own || !(at >= 0 && at < cursor.ids.length)) {
      throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return { id, from: at, cursor };
  }
}
