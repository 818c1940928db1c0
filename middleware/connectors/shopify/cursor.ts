import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import { storeLabel, type StoreName } from './http-failure.ts';

/** In the midst of a bulk result: the byte where a root's line begins, and how many lines came before it. */
const bulkCursor = z.object({
  kind: z.literal('bulk'),
  id: z.string(),
  offset: z.number().int().nonnegative(),
  line: z.number().int().nonnegative(),
  readAt: z.iso.datetime(),
});
export type BulkCursor = z.infer<typeof bulkCursor>;

const deltaCursor = z.object({
  kind: z.literal('delta'),
  /** All changes up to this moment of the shop's clock have been read. */
  updatedAt: z.iso.datetime(),
  /** Set between the pages of one delta. */
  within: z
    .object({
      /** Lower bound of the query under way. */
      from: z.iso.datetime(),
      /** Sorted by id: only those after this one. */
      past: z.string().regex(/^\d+$/).optional(),
      /** null: the query has not been begun. */
      after: z.string().nullable(),
      seen: z.number().int().nonnegative(),
      /** What `updatedAt` becomes after the last page. */
      next: z.iso.datetime(),
    })
    .optional(),
});
export type DeltaCursor = z.infer<typeof deltaCursor>;

const cursor = z.discriminatedUnion('kind', [bulkCursor, deltaCursor]);
export type Cursor = z.infer<typeof cursor>;

export function formatCursor(value: Cursor): string {
  return JSON.stringify(value);
}

export function parseCursor(name: StoreName, text: string): Cursor {
  try {
    return cursor.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure(`${storeLabel(name)}: the stored position cannot be read`, {
      kind: 'config',
      action: 'Run the backfill of this store anew.',
      cause,
    });
  }
}
