import type { Field, ObjectType, Schema, Session } from '../engine/types.ts';
import { kindOf } from './value-types.ts';
import { rule } from '../rules/rule.ts';

const hidesFields = rule('graphql.unseen-fields');

/** What one user's schema shows: objects and fields that the user may read. */
export interface VisibleSchema {
  /** Differs where the rights differ: key of the cache. */
  readonly fingerprint: string;
  readonly objects: readonly VisibleObject[];
  object(name: string): VisibleObject | undefined;
}

export interface VisibleObject {
  readonly type: ObjectType;
  readonly fields: readonly Field[];
  field(name: string): Field | undefined;
  /** Parent relationship → reference field and the object it leads to. */
  readonly parents: ReadonlyMap<string, { readonly field: Field; readonly object: string }>;
  /** Child relationship → child object and its reference field. */
  readonly children: ReadonlyMap<string, { readonly field: string; readonly object: string }>;
}

export function visibleSchema(schema: Schema, session: Session): VisibleSchema {
  const readable = schema.objects.filter(({ name }) => session.mayObject(name, 'read'));
  const names = new Set(readable.map(({ name }) => name));
  const objects = readable.map((type) => visibleObject(type, names, session));
  const byName = new Map(objects.map((object) => [object.type.name, object]));
  return {
    fingerprint: objects
      .map(({ type, fields }) => `${type.name}:${fields.map(({ name }) => name).join(',')}`)
      .join(';'),
    objects,
    object: (name) => byName.get(name),
  };
}

function visibleObject(
  type: ObjectType,
  readable: ReadonlySet<string>,
  session: Session,
): VisibleObject {
  const may = (object: string, field: string): boolean =>
    !hidesFields || field === 'Id' || session.mayField(object, field, 'read');
  const fields = type.fields.filter((field) => kindOf(field) && may(type.name, field.name));
  const byName = new Map(fields.map((field) => [field.name, field]));
  const children = type.childRelationships
    .filter(({ childObject, field }) => readable.has(childObject) && may(childObject, field))
    .map(({ name, childObject, field }) => [name, { field, object: childObject }] as const);
  return {
    type,
    fields,
    field: (name) => byName.get(name),
    parents: new Map(fields.flatMap((field) => parentOf(field, readable))),
    children: new Map(children),
  };
}

/** A reference to several objects is shown as a user, or as the first of them. */
function parentOf(
  field: Field,
  readable: ReadonlySet<string>,
): (readonly [string, { field: Field; object: string }])[] {
  const object = field.referenceTo.includes('User') ? 'User' : field.referenceTo[0];
  if (!field.relationshipName || !object || !readable.has(object)) return [];
  return [[field.relationshipName, { field, object }]];
}
