import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import type { Condition, Expression } from '../../sandbox/local-org/engine/types.ts';

export type OrgRow = Readonly<Record<string, string | number | boolean | null>>;

/** Reads an org of this process without a request, so that watching it costs none of its limits. `Order__r.Name` reads a parent's field. */
export function readOrg(
  { org }: LocalOrg,
  object: string,
  fields: readonly string[],
  where?: Condition,
): OrgRow[] {
  const columns = fields.map((field): Expression => ({ kind: 'field', path: field.split('.') }));
  const plan = { object, columns, ...(where && { where }) };
  return org
    .select(org.systemSession(), plan)
    .map(
      ({ values }) => Object.fromEntries(fields.map((field, at) => [field, values[at]])) as OrgRow,
    );
}

export function isOneOf(field: string, values: readonly string[]): Condition {
  const expression: Expression = { kind: 'field', path: [field] };
  return { kind: 'compare', expression, comparison: 'IN', value: values };
}
