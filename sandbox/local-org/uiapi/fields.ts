import {
  ApiError,
  type Field,
  type ObjectType,
  type Schema,
  type Session,
} from '../engine/types.ts';
import { rule } from '../rules/rule.ts';

const knownFields = rule('uiapi.fields');
const hidesFields = rule('uiapi.unseen-fields');

/** Fields of a record asked for, as a tree: parents hold fields of their own. */
export interface FieldTree {
  readonly object: ObjectType;
  readonly fields: Map<string, Field>;
  readonly parents: Map<string, { readonly reference: Field; readonly tree: FieldTree }>;
}

export interface AskedFields {
  /** `Account.Name`, `Commerce_Order__c.Customer__r.Name`; refused when absent or out of the user's sight. */
  readonly fields: readonly string[];
  /** Left out then. */
  readonly optionalFields: readonly string[];
}

/** https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_get.htm */
export function fieldTree(
  asked: AskedFields,
  object: ObjectType,
  schema: Schema,
  session: Session,
): FieldTree {
  const tree = emptyTree(object);
  for (const name of asked.fields)
    if (!addField(tree, name, schema, session) && knownFields) throw invalidField(name);
  for (const name of asked.optionalFields) addField(tree, name, schema, session);
  return tree;
}

function emptyTree(object: ObjectType): FieldTree {
  return { object, fields: new Map(), parents: new Map() };
}

function invalidField(name: string): ApiError {
  const message = `No such column '${name.split('.').slice(1).join('.')}' on entity '${name.split('.')[0] ?? ''}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`;
  return new ApiError(400, 'INVALID_FIELD', message);
}

function addField(tree: FieldTree, name: string, schema: Schema, session: Session): boolean {
  const [object, ...path] = name.split('.');
  if (object?.toLowerCase() !== tree.object.name.toLowerCase() || !path.length) return false;
  return addPath(tree, path, schema, session);
}

function addPath(
  tree: FieldTree,
  [first = '', ...rest]: readonly string[],
  schema: Schema,
  session: Session,
): boolean {
  const field = rest.length ? tree.object.parent(first) : tree.object.field(first);
  if (!field || !maySee(session, tree.object, field)) return false;
  if (!rest.length) {
    tree.fields.set(field.name, field);
    return field.type !== 'address';
  }
  const name = field.relationshipName ?? first;
  const parent = tree.parents.get(name)?.tree ?? parentTree(field, schema, session);
  if (!parent || !addPath(parent, rest, schema, session)) return false;
  tree.parents.set(name, { reference: field, tree: parent });
  return true;
}

function parentTree(field: Field, schema: Schema, session: Session): FieldTree | undefined {
  const target = field.referenceTo.includes('User') ? 'User' : field.referenceTo[0];
  const object = target === undefined ? undefined : schema.object(target);
  return object && session.mayObject(object.name, 'read') ? emptyTree(object) : undefined;
}

export function maySee(session: Session, object: ObjectType, field: Field): boolean {
  return !hidesFields || field.name === 'Id' || session.mayField(object.name, field.name, 'read');
}
