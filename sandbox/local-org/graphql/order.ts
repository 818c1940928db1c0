import type { OrderBy, Path } from '../engine/types.ts';
import type { VisibleObject, VisibleSchema } from './model.ts';
import { rule } from '../rules/rule.ts';

const nullsFirst = rule('graphql.nulls-first');

/**
 * An `Account_OrderBy` in the order of its keys as written, which the coerced value would lose.
 * Nulls come first unless asked otherwise, as in SOQL.
 */
export function toOrderBy(
  written: unknown,
  object: VisibleObject,
  schema: VisibleSchema,
  prefix: Path = [],
): OrderBy[] {
  if (written === null || typeof written !== 'object') return [];
  return Object.entries(written).flatMap(([name, clause]): OrderBy[] => {
    const parent = object.parents.get(name);
    const target = parent && schema.object(parent.object);
    if (target) return toOrderBy(clause, target, schema, [...prefix, name]);
    if (clause === null || typeof clause !== 'object') return [];
    const { order, nulls } = clause as { order?: string; nulls?: string };
    return [
      {
        expression: { kind: 'field', path: [...prefix, name] },
        descending: order === 'DESC',
        nulls: nulls === 'LAST' || (!nulls && !nullsFirst) ? 'LAST' : 'FIRST',
      },
    ];
  });
}
