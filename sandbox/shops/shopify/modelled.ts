import {
  getNamedType,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  GraphQLError,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { fieldOf, isPageField } from './fields/index.ts';
import { notModelled } from './refusal.ts';

/**
 * Everything in a valid document that the sandbox does not model: fields, arguments. Found before anything runs, so
 * that a nullable field is never answered with null for want of knowledge.
 */
export function findUnmodelled(schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const types = new TypeInfo(schema);
  const refuse = (what: string, node: FieldNode) => {
    const { message, extensions } = notModelled(what);
    errors.push(new GraphQLError(message, { nodes: node, extensions }));
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        const name = node.name.value;
        if (!parent || parent.name.startsWith('__') || name.startsWith('__')) return;
        if (isPageField(parent.name, name)) return;
        if (isAbstractType(getNamedType(parent))) {
          if (name === 'id') return;
          refuse(`${parent.name}.${name}`, node);
          return false;
        }
        const field = fieldOf(parent.name, name);
        if (!field) {
          refuse(`${parent.name}.${name}`, node);
          return false;
        }
        for (const argument of node.arguments ?? []) {
          if (field.args.includes(argument.name.value)) continue;
          refuse(`the argument ${parent.name}.${name}(${argument.name.value}:)`, node);
        }
      },
    }),
  );
  return errors;
}
