import type { FieldSpec } from '../schema/field.ts';
import type { ObjectSpec } from '../schema/object-type.ts';

/** The object with these fields too, where it lacks them. */
export function withFields(spec: ObjectSpec, fields: readonly FieldSpec[]): ObjectSpec {
  const known = new Set(spec.fields.map(({ name }) => name.toLowerCase()));
  const missing = fields.filter(({ name }) => !known.has(name.toLowerCase()));
  return missing.length === 0 ? spec : { ...spec, fields: [...spec.fields, ...missing] };
}
