import {
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { rule } from '../rules/rule.ts';

const leavesOut = rule('graphql.optional');

/** The document without the `@optional` fields that this user's schema lacks; the same document when there are none. */
export function withoutAbsent(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) =>
        leavesOut && isOptional(node) && types.getParentType() && !types.getFieldDef()
          ? null
          : undefined,
    }),
  );
}

function isOptional(node: FieldNode): boolean {
  return node.directives?.some(({ name }) => name.value === 'optional') ?? false;
}
