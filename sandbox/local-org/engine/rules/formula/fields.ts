import { toId, type Key } from '../../ids.ts';
import type { Cell } from '../../storage/column.ts';
import type { Field, ObjectType } from '../../types.ts';
import { FormulaError } from './lexer.ts';
import type { Compiled, Evaluate, FormulaContext, Value, ValueType } from './types.ts';

const types: Readonly<Record<Field['type'], ValueType | undefined>> = {
  id: 'text',
  reference: 'text',
  string: 'text',
  textarea: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  picklist: 'picklist',
  multipicklist: 'multipicklist',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  address: undefined,
};

/** Ids have 15 characters in formulas, and a percentage is its hundredth. */
function decoder(field: Field): (cell: Cell) => Value {
  if (field.type === 'boolean') return (cell) => cell === 1;
  if (field.type === 'id' || field.type === 'reference') {
    return (cell) => (cell === null || cell === 0 ? null : toId(cell as Key).slice(0, 15));
  }
  if (field.type === 'percent') return (cell) => (cell === null ? null : Number(cell) / 100);
  return (cell) => cell;
}

function knownField(object: ObjectType, name: string): { field: Field; type: ValueType } {
  const field = object.field(name);
  if (field === undefined) {
    throw new FormulaError(`Field ${name} does not exist on ${object.name}. Check spelling.`);
  }
  const type = types[field.type];
  if (type === undefined) throw new FormulaError(`Field ${name} is of type ${field.type}`);
  return { field, type };
}

function ownField(context: FormulaContext, name: string): Compiled {
  const { field, type } = knownField(context.object, name);
  const decode = decoder(field);
  const slot = context.slotOf(field.name);
  if (slot < 0) throw new FormulaError(`Field ${name} is not stored in local-org`);
  const evaluate: Evaluate = ({ values }) => decode(values[slot] ?? null);
  // A new record's prior value is its present one.
  const before: Evaluate = (draft) => decode((draft.before ?? draft.values)[slot] ?? null);
  return { type, evaluate, own: { slot, before } };
}

function parentOf(context: FormulaContext, object: ObjectType, relationship: string) {
  const reference = object.parent(relationship);
  const target = reference && context.schema.object(reference.referenceTo[0] ?? '');
  if (reference === undefined || target === undefined || reference.referenceTo.length > 1) {
    throw new FormulaError(`Field ${relationship} does not exist on ${object.name} as one parent.`);
  }
  return { reference, target };
}

/** `Order__r.Store__r.Name`: from parent to parent, then a field. */
function parentField(context: FormulaContext, path: readonly string[]): Compiled {
  const relationships = path.slice(0, -1);
  let object = context.object;
  const steps = relationships.map((relationship) => {
    const from = object;
    const { reference, target } = parentOf(context, object, relationship);
    object = target;
    return { from, reference };
  });
  const [first, ...others] = steps;
  const slot = context.slotOf(first?.reference.name ?? '');
  const { field, type } = knownField(object, path.at(-1) ?? '');
  const decode = decoder(field);
  const evaluate: Evaluate = ({ values }) => {
    let key = values[slot] as Key | null;
    for (const { from, reference } of others) {
      if (key === null) break;
      key = context.read(from, reference.name, key) as Key | null;
    }
    return decode(key === null ? null : context.read(object, field.name, key));
  };
  return { type, evaluate };
}

export function compileField(context: FormulaContext, path: readonly string[]): Compiled {
  const [name = ''] = path;
  if (name.startsWith('$')) throw new FormulaError(`local-org knows no global variables: ${name}`);
  return path.length === 1 ? ownField(context, name) : parentField(context, path);
}
