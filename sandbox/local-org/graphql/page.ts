import { GraphQLError } from 'graphql';
import { rule } from '../rules/rule.ts';

const limitsFirst = rule('graphql.first');
const fewByDefault = rule('graphql.first-default');
const ends = rule('graphql.last-row');
const bounded = rule('graphql.upper-bound');
const ownCursors = rule('graphql.cursor');

/** Without `upperBound`, paging ends here: https://developer.salesforce.com/docs/platform/graphql/guide/paginate-use.html */
const lastRow = ends ? 4_000 : Infinity;
const largestPage = 2_000;
const defaultPage = fewByDefault ? 10 : 2_000;

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly upperBound?: number | null;
}

export interface PageRequest {
  readonly offset: number;
  /** Rows to show; 0 behind the end that Salesforce sets. */
  readonly size: number;
  /** Whether a row behind the page may be shown at all. */
  readonly mayContinue: boolean;
}

/**
 * With `upperBound`, `first` is 200 to 2,000 and paging ends at the bound.
 * https://developer.salesforce.com/docs/platform/graphql/guide/paginate-use-upperbound.html
 */
export function pageRequest({ first, after, upperBound }: PageArguments): PageRequest {
  const size = first ?? (upperBound ? 200 : defaultPage);
  const least = upperBound && bounded ? 200 : 1;
  if (size < least || (limitsFirst && size > largestPage))
    throw new GraphQLError(
      upperBound
        ? 'first must be between 200 and 2000 when upperBound is used'
        : `first must be between 1 and ${largestPage}`,
    );
  const offset = after ? readCursor(after) + 1 : 0;
  const end = upperBound ?? lastRow;
  return {
    offset,
    size: Math.max(0, Math.min(size, end - offset)),
    mayContinue: offset + size < end,
  };
}

/** Salesforce's cursors read `v1:9` before base64. */
export function printCursor(row: number): string {
  return Buffer.from(`v1:${row}`).toString('base64');
}

function readCursor(cursor: string): number {
  const row = /^v1:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (row !== undefined) return Number(row);
  if (!ownCursors) return -1;
  throw new GraphQLError(`Invalid cursor: ${cursor}`);
}
