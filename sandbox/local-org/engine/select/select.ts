import { unknownChildren } from '../refusals.ts';
import type { Cell } from '../storage/column.ts';
import type { SelectedRow, SelectPlan } from '../types.ts';
import { compileSelect, type Statement } from './compile.ts';
import type { Decode } from './expression.ts';
import { readableObject, type SelectContext } from './scope.ts';

type ChildrenOf = (parent: number) => readonly SelectedRow[];

const none: readonly (readonly SelectedRow[])[] = [];

function decodeValues(decoders: readonly Decode[], raw: readonly unknown[]): unknown[] {
  const values = new Array<unknown>(decoders.length);
  for (let place = 0; place < decoders.length; place++) {
    values[place] = decoders[place]?.(raw[place]);
  }
  return values;
}

/**
 * One prepared statement for all parents: SQLite runs in this process, so a run of it costs no more than a row of a
 * larger query would, and each parent's order and limit come for free.
 */
function childReader(
  context: SelectContext,
  plan: SelectPlan,
  relationship: string,
  select: SelectPlan,
): ChildrenOf {
  const parent = readableObject(context, plan.object);
  const found = parent.childRelationships.find(
    ({ name }) => name.toLowerCase() === relationship.toLowerCase(),
  );
  if (found === undefined || !context.session.mayObject(found.childObject, 'read')) {
    throw unknownChildren(relationship);
  }
  const inner = { ...select, object: found.childObject };
  const statement = compileSelect(context, inner, { childrenBy: found.field });
  const prepared = context.database.fresh(statement.sql);
  const values = [...statement.values];
  const place = values.length - (hasLimit(select) ? 3 : 1);
  return (key) => {
    values[place] = key;
    return (prepared.all(...values) as unknown as unknown[][]).map((raw) => ({
      values: decodeValues(statement.decoders, raw),
      children: none,
    }));
  };
}

function hasLimit(plan: SelectPlan): boolean {
  return plan.limit !== undefined || plan.offset !== undefined;
}

interface Prepared {
  readonly statement: Statement;
  readonly row: (raw: readonly unknown[]) => SelectedRow;
}

function prepare(context: SelectContext, plan: SelectPlan): Prepared {
  const children = plan.children ?? [];
  const statement = compileSelect(context, plan, { withKey: children.length > 0 });
  const { decoders } = statement;
  if (children.length === 0) {
    return { statement, row: (raw) => ({ values: decodeValues(decoders, raw), children: none }) };
  }
  const readers = children.map(({ relationship, select }) =>
    childReader(context, plan, relationship, select),
  );
  const row = (raw: readonly unknown[]): SelectedRow => {
    const key = raw[decoders.length] as number;
    return { values: decodeValues(decoders, raw), children: readers.map((read) => read(key)) };
  };
  return { statement, row };
}

export function select(context: SelectContext, plan: SelectPlan): SelectedRow[] {
  const { row, statement } = prepare(context, plan);
  const values = statement.values as Cell[];
  const rows = context.database.fresh(statement.sql).all(...values) as unknown as unknown[][];
  return rows.map(row);
}

/** Compiled, and refused where it must be, before the first row is asked for. */
export function stream(context: SelectContext, plan: SelectPlan): IterableIterator<SelectedRow> {
  const { row, statement } = prepare(context, plan);
  return iterate(context, statement, row);
}

function* iterate(
  context: SelectContext,
  statement: Statement,
  row: Prepared['row'],
): Generator<SelectedRow, void, undefined> {
  const prepared = context.database.fresh(statement.sql);
  const rows = prepared.iterate(...(statement.values as Cell[]));
  for (const raw of rows) yield row(raw as unknown as unknown[]);
}
