import {
  getArgumentValues,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** Reads a validated document's selections as the GraphQL specification says (6.3.2, CollectFields). */
export class Selections {
  readonly schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Variables) {
    this.schema = schema;
    this.#variables = variables;
    this.#fragments = new Map(
      document.definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
  }

  /** The fields of one object by response key, in the order of the answer. */
  fields(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
  ): ReadonlyMap<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    for (const set of sets) this.#collect(type, set.selections, fields, new Set());
    return fields;
  }

  /** What is selected below a field, given all its mentions. */
  below(nodes: readonly FieldNode[]): SelectionSetNode[] {
    return nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  }

  args(field: GraphQLField<unknown, unknown>, node: FieldNode): Variables {
    return getArgumentValues(field, node, this.#variables);
  }

  /** The object types that fragments in these selections speak of. */
  typesNamed(sets: readonly SelectionSetNode[]): GraphQLObjectType[] {
    const names = sets.flatMap(({ selections }) =>
      selections.flatMap((node) => this.#condition(node) ?? []),
    );
    return [...new Set(names)].map((name) => this.schema.getType(name)).filter(isObjectType);
  }

  #collect(
    type: GraphQLObjectType,
    selections: readonly SelectionNode[],
    fields: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void {
    for (const node of selections) {
      if (!this.#included(node)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const mentions = fields.get(key);
        if (mentions) mentions.push(node);
        else fields.set(key, [node]);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(node.name.value)) continue;
        seen.add(node.name.value);
      }
      if (!this.#applies(this.#condition(node), type)) continue;
      this.#collect(type, this.#bodyOf(node), fields, seen);
    }
  }

  #bodyOf(node: Exclude<SelectionNode, FieldNode>): readonly SelectionNode[] {
    if (node.kind === Kind.INLINE_FRAGMENT) return node.selectionSet.selections;
    return this.#fragments.get(node.name.value)!.selectionSet.selections;
  }

  #condition(node: SelectionNode): string | undefined {
    if (node.kind === Kind.FIELD) return undefined;
    if (node.kind === Kind.INLINE_FRAGMENT) return node.typeCondition?.name.value;
    return this.#fragments.get(node.name.value)!.typeCondition.name.value;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.schema.getType(condition);
    return isAbstractType(conditionType) && this.schema.isSubType(conditionType, type);
  }

  #included(node: SelectionNode): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, this.#variables);
    if (skip?.['if'] === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, this.#variables)?.['if'] !== false;
  }
}

export function isConnection(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) && type.name.endsWith('Connection');
}
