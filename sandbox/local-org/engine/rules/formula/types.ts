import type { Key } from '../../ids.ts';
import type { Cell } from '../../storage/column.ts';
import type { ObjectType, Schema } from '../../types.ts';

/** What a formula works with. `null` is the type of NULL alone. */
export type ValueType =
  'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'picklist' | 'multipicklist' | 'null';

/** Dates as `YYYY-MM-DD`, date-times as milliseconds, blanks as null. */
export type Value = string | number | boolean | null;

/** A record about to be saved, by the slots of its object's table. */
export interface Draft {
  readonly isNew: boolean;
  /** 0 for a new one. */
  readonly key: Key;
  readonly values: readonly Cell[];
  /** As it is stored; undefined for a new one. */
  readonly before: readonly Cell[] | undefined;
  readonly now: number;
}

export type Evaluate = (draft: Draft) => Value;

export interface Compiled {
  readonly type: ValueType;
  readonly evaluate: Evaluate;
  /** The value of a literal, known before there is a record. */
  readonly literal?: Value;
  /** For ISCHANGED, PRIORVALUE and TEXT, which look at the field itself. */
  readonly own?: { readonly slot: number; readonly before: Evaluate };
}

/** What a formula is compiled for. */
export interface FormulaContext {
  readonly schema: Schema;
  readonly object: ObjectType;
  slotOf(field: string): number;
  /** A field of a stored record. */
  read(object: ObjectType, field: string, key: Key): Cell;
}
