import type { Expression, Field, ObjectType, Schema } from '../engine/types.ts';

/** The field that a column shows, through its parents. */
export function columnField(
  expression: Expression,
  from: ObjectType,
  schema: Schema,
): Field | undefined {
  const path = expression.path ?? [];
  let object: ObjectType | undefined = from;
  for (const relationship of path.slice(0, -1)) {
    const target: string | undefined = object?.parent(relationship)?.referenceTo[0];
    object = target === undefined ? undefined : schema.object(target);
  }
  return object?.field(path.at(-1) ?? '');
}

/** Bulk results end date-times with Z, where REST writes an offset. */
export function printValue(value: unknown, isTime: boolean): string {
  if (value === null || value === undefined) return '""';
  if (typeof value === 'number') return `"${printNumber(value)}"`;
  const plain = String(value);
  if (isTime) return `"${plain.replace(/\+0000$/, 'Z')}"`;
  return plain.includes('"') ? `"${plain.replaceAll('"', '""')}"` : `"${plain}"`;
}

function printNumber(value: number): string {
  const plain = String(value);
  if (!plain.includes('e')) return plain;
  return Math.abs(value) < 1 ? value.toFixed(18).replace(/0+$/, '') : BigInt(value).toString();
}
