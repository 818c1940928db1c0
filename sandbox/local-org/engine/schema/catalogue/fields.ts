import type { FieldType } from '../../types.ts';
import type { FieldSpec } from '../field.ts';

/** Short spellings for the tables of standard objects. */
type More = Partial<FieldSpec>;

export const required = { nillable: false } as const;
/** Written by the platform only. */
export const readOnly = { createable: false, updateable: false, permissionable: false } as const;

export function text(name: string, length: number, more: More = {}): FieldSpec {
  return { name, type: 'string', length, ...more };
}

export function of(type: FieldType, name: string, more: More = {}): FieldSpec {
  return { name, type, ...more };
}

export function flag(name: string, more: More = {}): FieldSpec {
  return { name, type: 'boolean', nillable: false, defaultedOnCreate: true, ...more };
}

export function number(name: string, precision: number, scale: number): FieldSpec {
  return { name, type: scale === 0 ? 'int' : 'double', precision, scale };
}

export function picklist(name: string, values: readonly string[], more: More = {}): FieldSpec {
  const picklistValues = values.map((value) => ({ value, label: value, defaultValue: false }));
  return { name, type: 'picklist', picklistValues, ...more };
}

/** `children` is the name of the relationship on the parent. */
export function lookup(
  name: string,
  to: string,
  children: string | null,
  more: More = {},
): FieldSpec {
  return {
    name,
    label: `${name.replace(/Id$/, '').replace(/([a-z])([A-Z])/g, '$1 $2')} ID`,
    type: 'reference',
    referenceTo: [to],
    relationshipName: name.replace(/Id$/, ''),
    childRelationshipName: children,
    deleteConstraint: 'SetNull',
    ...more,
  };
}

/** Where a merge left a record that it deleted. */
export function mergedInto(object: string): FieldSpec {
  const label = 'Master Record ID';
  return lookup('MasterRecordId', object, null, { label, deleteConstraint: null, ...readOnly });
}

export function address(prefix: string): readonly FieldSpec[] {
  return [
    of('textarea', `${prefix}Street`, { length: 255 }),
    text(`${prefix}City`, 40),
    text(`${prefix}State`, 80),
    text(`${prefix}PostalCode`, 20),
    text(`${prefix}Country`, 80),
  ];
}

/** First and last name, and the name made of them. */
export function personName(): readonly FieldSpec[] {
  return [
    text('LastName', 80, required),
    text('FirstName', 40, { permissionable: false }),
    picklist('Salutation', ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'], {
      permissionable: false,
    }),
    text('Name', 121, { label: 'Full Name', nameField: true, ...required, ...readOnly }),
  ];
}
