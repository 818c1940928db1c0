import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** The fields selected here, fragments opened. `@skip` and `@include` are left to the executor. */
export function fieldsOf(
  nodes: readonly { readonly selectionSet?: SelectionSetNode | undefined }[],
  info: Pick<GraphQLResolveInfo, 'fragments'>,
): FieldNode[] {
  return nodes.flatMap(({ selectionSet }) =>
    (selectionSet?.selections ?? []).flatMap((selection): FieldNode[] => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf([selection], info);
      const fragment = info.fragments[selection.name.value];
      return fragment ? fieldsOf([fragment], info) : [];
    }),
  );
}

/** What is selected below the fields of that name: `below(nodes, 'edges')`. */
export function below(
  nodes: readonly FieldNode[],
  name: string,
  info: Pick<GraphQLResolveInfo, 'fragments'>,
): FieldNode[] {
  return fieldsOf(nodes, info).filter((field) => field.name.value === name);
}

export function responseKey(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
