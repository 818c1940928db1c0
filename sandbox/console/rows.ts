import type { Org } from '../local-org/engine/types.ts';

export type Values = Readonly<Record<string, unknown>>;

export const minute = 60_000;
export const day = 24 * 60 * minute;

/** Inserts rows past all rights; @returns ids in the order of the rows. */
export function insert(org: Org, object: string, rows: readonly Values[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  const results = org.save(org.systemSession(), {
    object,
    operation: 'insert',
    columns,
    rows: rows.map((row) => columns.map((column) => row[column])),
  });
  return results.map(({ id, errors }) => {
    if (id === null) throw new Error(`${object}: ${errors[0]?.message}`);
    return id;
  });
}
