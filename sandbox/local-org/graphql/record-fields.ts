import { GraphQLID, GraphQLNonNull, GraphQLString, type GraphQLFieldConfigMap } from 'graphql';
import { childConnection, type RecordNode } from './connection.ts';
import type { RequestContext } from './context.ts';
import type { VisibleObject } from './model.ts';
import type { RecordTypes } from './schema.ts';
import { FieldValue, kindOf, valueType } from './value-types.ts';

type Fields = GraphQLFieldConfigMap<RecordNode, RequestContext>;

/** Fields of a record type: its own, its parents, its children. */
export function recordFields(object: VisibleObject, types: RecordTypes): Fields {
  return {
    ApiName: { type: new GraphQLNonNull(GraphQLString), resolve: () => object.type.name },
    ...ownFields(object),
    ...parentFields(object, types),
    ...childFields(object, types),
  };
}

function valueOf({ row, plan, prefix }: RecordNode, name: string): unknown {
  const index = plan.indexOf.get(prefix + name);
  return index === undefined ? null : row.values[index];
}

function ownFields(object: VisibleObject): Fields {
  const fields: Fields = {
    Id: { type: new GraphQLNonNull(GraphQLID), resolve: (node) => valueOf(node, 'Id') },
  };
  for (const field of object.fields) {
    const kind = kindOf(field);
    if (!kind || field.name === 'Id') continue;
    fields[field.name] = {
      type: valueType(kind),
      resolve: (node) => new FieldValue(valueOf(node, field.name), field),
    };
  }
  return fields;
}

function parentFields(object: VisibleObject, types: RecordTypes): Fields {
  const fields: Fields = {};
  for (const [name, parent] of object.parents)
    fields[name] = {
      type: types.record(parent.object),
      resolve: (node) =>
        valueOf(node, `${name}.Id`) ? { ...node, prefix: `${node.prefix}${name}.` } : null,
    };
  return fields;
}

function childFields(object: VisibleObject, types: RecordTypes): Fields {
  const fields: Fields = {};
  for (const [name, child] of object.children)
    fields[name] = {
      type: types.connection(child.object),
      args: types.childArguments(child.object),
      resolve: (node, _given, context, info) => {
        const plan = node.plan.children.get(String(info.path.key));
        return plan ? childConnection(node, plan, context) : null;
      },
    };
  return fields;
}
