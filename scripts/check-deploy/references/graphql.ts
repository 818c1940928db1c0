import {
  GraphQLError,
  parse,
  print,
  type ArgumentNode,
  type ASTNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { lookUpOf, type Catalogue } from '../catalogue.ts';
import { hint } from '../problem.ts';

interface QueryProblem {
  /** 1-based, in the document. */
  readonly line: number;
  readonly message: string;
}

/** Told of every field that a query reads. */
export type Reading = (object: string, field: string) => void;

/** Objects, fields and relationships in a query of the UI API that do not exist. */
export function queryProblems(
  document: string,
  catalogue: Catalogue,
  reads: Reading = () => undefined,
): QueryProblem[] {
  if (document.includes('${')) {
    return [
      { line: 1, message: 'a query put together from parts cannot be checked: write it out' },
    ];
  }
  try {
    const walk = new Walk(catalogue, reads);
    for (const definition of parse(document).definitions) {
      if (definition.kind === 'OperationDefinition') walk.variables(definition);
      if ('selectionSet' in definition) walk.outside(definition.selectionSet);
    }
    return walk.problems;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [{ line: error.locations?.[0]?.line ?? 1, message: error.message }];
  }
}

class Walk {
  readonly problems: QueryProblem[] = [];
  readonly #catalogue: Catalogue;
  readonly #reads: Reading;

  constructor(catalogue: Catalogue, reads: Reading) {
    this.#catalogue = catalogue;
    this.#reads = reads;
  }

  /** `$where: Commerce_Order__c_Filter` */
  variables({ variableDefinitions = [] }: OperationDefinitionNode): void {
    for (const { type } of variableDefinitions) {
      const [, object] = /^\[?(\w+)_(?:Filter|OrderBy|GroupBy)\b/.exec(print(type)) ?? [];
      const unknown = object === undefined ? null : this.#catalogue.objectProblem(object);
      if (unknown !== null) this.#report(type, unknown);
    }
  }

  /** From the root down to `uiapi { query { … } aggregate { … } }`, where objects begin. */
  outside(selection: SelectionSetNode | undefined, inside = false): void {
    for (const field of fieldsOf(selection)) {
      const name = field.name.value;
      if (inside) this.#object(field, name);
      else this.outside(field.selectionSet, name === 'query' || name === 'aggregate');
    }
  }

  #object(field: FieldNode, object: string): void {
    const unknown = this.#catalogue.objectProblem(object);
    if (unknown !== null) return this.#report(field, unknown);
    for (const argument of field.arguments ?? []) this.#argument(argument, object);
    this.#connection(field.selectionSet, object);
  }

  #argument({ name, value }: ArgumentNode, object: string): void {
    if (['where', 'orderBy', 'groupBy'].includes(name.value)) this.#filter(value, object);
  }

  /** `{ and: [{ Status__c: { eq: "open" } }, { Customer__r: { Name: { like: "A%" } } }] }` */
  #filter(value: ValueNode, object: string): void {
    if (value.kind === 'ListValue') for (const part of value.values) this.#filter(part, object);
    if (value.kind !== 'ObjectValue') return;
    for (const part of value.fields) {
      const name = part.name.value;
      if (['and', 'or', 'not'].includes(name)) this.#filter(part.value, object);
      else
        this.#named(part, name, object, (parent) => {
          this.#filter(part.value, parent);
        });
    }
  }

  #connection(selection: SelectionSetNode | undefined, object: string): void {
    const nodes = fieldsOf(selection)
      .filter(({ name }) => name.value === 'edges')
      .flatMap((edges) => fieldsOf(edges.selectionSet))
      .filter(({ name }) => name.value === 'node');
    for (const { selectionSet } of nodes) {
      const aggregates = fieldsOf(selectionSet).filter(({ name }) => name.value === 'aggregate');
      for (const inner of aggregates) this.#node(inner.selectionSet, object);
      if (aggregates.length === 0) this.#node(selectionSet, object);
    }
  }

  #node(selection: SelectionSetNode | undefined, object: string): void {
    for (const field of fieldsOf(selection)) {
      const name = field.name.value;
      if (['__typename', 'ApiName', 'WeakEtag', '_DisplayName'].includes(name)) continue;
      this.#named(field, name, object, (target, kind) => {
        if (kind === 'parent') return this.#node(field.selectionSet, target);
        for (const argument of field.arguments ?? []) this.#argument(argument, target);
        this.#connection(field.selectionSet, target);
      });
    }
  }

  /** A field, or a relationship to go on from; anything else is reported. */
  #named(
    node: ASTNode,
    name: string,
    object: string,
    follow: (object: string, kind: 'parent' | 'children') => void,
  ): void {
    if (this.#catalogue.hasField(object, name)) return this.#reads(object, name);
    const relationships = this.#catalogue.relationships(object);
    const found = relationships.get(name);
    // Some references of the platform lead to one of several objects: what stands below is not checked.
    if (found !== undefined) {
      if (found.kind === 'parent') this.#reads(object, lookUpOf(name));
      else this.#reads(found.object, this.#catalogue.lookUpTo(object, name));
      if (this.#catalogue.hasObject(found.object)) follow(found.object, found.kind);
      return;
    }
    const near = hint(name, [...this.#catalogue.fields(object), ...relationships.keys()]);
    this.#report(node, `${object} has no field ${name}${near}`);
  }

  #report(node: ASTNode, message: string): void {
    this.problems.push({ line: node.loc?.startToken.line ?? 1, message });
  }
}

function fieldsOf(selection: SelectionSetNode | undefined): FieldNode[] {
  return (
    selection?.selections.flatMap((part): FieldNode[] => {
      if (part.kind === 'Field') return [part];
      return part.kind === 'InlineFragment' ? fieldsOf(part.selectionSet) : [];
    }) ?? []
  );
}
