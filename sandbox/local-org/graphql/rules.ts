import {
  FieldsOnCorrectTypeRule,
  GraphQLError,
  Kind,
  NoUnusedVariablesRule,
  isObjectType,
  specifiedRules,
  type ASTNode,
  type ASTVisitor,
  type FieldNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { rule } from '../rules/rule.ts';

const limitsQueries = rule('graphql.queries');
const oneLevel = rule('graphql.child-levels');

/** https://developer.salesforce.com/docs/platform/graphql/guide/query-limits.html */
const mostQueries = 10;

/** Names of the fields above a node and its own. */
function pathTo(node: FieldNode, ancestors: readonly (ASTNode | readonly ASTNode[])[]): string {
  const names = ancestors.flatMap((one) =>
    'kind' in one && one.kind === Kind.FIELD ? [one.name.value] : [],
  );
  return [...names, node.name.value].join('/');
}

/** In the words of the library that Salesforce answers with (graphql-java). */
function fieldsDefined(context: ValidationContext): ASTVisitor {
  return {
    Field(node, _key, _parent, _path, ancestors) {
      const parent = context.getParentType();
      if (!parent || context.getFieldDef()) return;
      const name = node.name.value;
      const message = `Validation error (FieldUndefined@[${pathTo(node, ancestors)}]) : Field '${name}' in type '${parent.name}' is undefined`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}

/** Ten queries a request, and child relationships one level deep, from the record itself. */
function limits(context: ValidationContext): ASTVisitor {
  let queries = 0;
  let inChildren = 0;
  const refuse = (message: string, node: FieldNode): void =>
    context.reportError(new GraphQLError(`Validation error : ${message}`, { nodes: node }));
  return {
    Field: {
      enter(node) {
        const parent = context.getParentType()?.name ?? '';
        if (parent.startsWith('RecordQuery') && ++queries === mostQueries + 1 && limitsQueries)
          refuse(`A request may hold ${mostQueries} queries at most`, node);
        if (isChildren(context) && ++inChildren === 2 && oneLevel)
          refuse(
            `Child relationship '${node.name.value}': only one level of children can be queried`,
            node,
          );
      },
      leave() {
        if (isChildren(context)) inChildren--;
      },
    },
  };
}

function isChildren(context: ValidationContext): boolean {
  const parent = context.getParentType();
  const isRecord =
    isObjectType(parent) && parent.getInterfaces().some(({ name }) => name === 'Record');
  const type = String(context.getFieldDef()?.type ?? '');
  return isRecord && type.endsWith('Connection');
}

const kept = specifiedRules.filter(
  (rule) => rule !== FieldsOnCorrectTypeRule && rule !== NoUnusedVariablesRule,
);

/** A variable of a field that was left out as absent is no mistake: `complete` tells whether all fields are there. */
export function validationRules(complete: boolean): ValidationRule[] {
  return [fieldsDefined, limits, ...kept, ...(complete ? [NoUnusedVariablesRule] : [])];
}
