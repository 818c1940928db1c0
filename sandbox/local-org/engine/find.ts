import type { Org, SelectedRow } from './types.ts';

/** These fields of the records whose field at `path`, such as `Assignee.Username`, has this value; past all rights. */
export function find(
  org: Org,
  object: string,
  names: readonly string[],
  path: string,
  value: unknown,
): SelectedRow['values'][] {
  const expression = { kind: 'field', path: path.split('.') } as const;
  const rows = org.select(org.systemSession(), {
    object,
    columns: names.map((name) => ({ kind: 'field', path: [name] })),
    where: { kind: 'compare', expression, comparison: '=', value },
  });
  return rows.map(({ values }) => values);
}
