import { sql, type RawBuilder } from 'kysely';

type Texts = readonly (string | null)[];

/** No key, amount or time holds them; what does travels the usual way. */
const [separator, nothing] = ['\u001f', '\u001e'] as const;
const special = /[\u001e\u001f]/;

/**
 * A list of texts as one parameter. Joined, because an array's own notation is escaped entry by entry on one side and
 * parsed character by character on the other: that took longer than what was done with it.
 */
export function textArray(values: Texts): RawBuilder<string[]> {
  const joined = values.map((value) => value ?? nothing).join(separator);
  // An empty text is an empty list to PostgreSQL.
  if (values.length < 2 || values.some((value) => value !== null && special.test(value))) {
    return sql`${values}::text[]`;
  }
  return sql`string_to_array(${joined}::text, chr(31), chr(30))`;
}

/** Rows to insert, by column: `from` has those that differ, `cells` names all of them in the order given. */
export interface Given {
  readonly from: RawBuilder<unknown>;
  readonly cells: RawBuilder<unknown>;
}

/** A column that is the same all over travels once. At least one row. */
export function given(columns: Readonly<Record<string, Texts>>): Given {
  const all = Object.entries(columns).map(([name, values], index) => {
    const same = index > 0 && values.every((value) => value === values[0]);
    return { name: sql.ref(name), values, same };
  });
  const different = all.filter(({ same }) => !same);
  const names = sql.join(different.map(({ name }) => name));
  const lists = sql.join(different.map(({ values }) => textArray(values)));
  const cells = all.map(({ name, values, same }) => (same ? sql`${values[0]}::text` : name));
  return { from: sql`unnest(${lists}) as given (${names})`, cells: sql.join(cells) };
}

/**
 * Rows in one cell, for the drivers take longer over a cell than the database over a row; `cellsOf` takes them apart.
 * null becomes an empty text.
 */
export function packed(columns: readonly string[]): RawBuilder<string | null> {
  const cells = sql.join(columns.map((name) => sql`coalesce(${sql.ref(name)}::text, '')`));
  return sql`string_agg(concat_ws(chr(31), ${cells}), chr(30))`;
}

export function cellsOf(rows: string | null | undefined): string[][] {
  return rows ? rows.split(nothing).map((row) => row.split(separator)) : [];
}
