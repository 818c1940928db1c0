import type { GraphQLError } from 'lightning/graphql';

export interface Value<Type> {
  readonly value: Type | null;
  readonly displayValue?: string | null;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo?: { readonly hasNextPage: boolean };
}

/** What a query of one object answers. */
export interface Answer<Name extends string, Node> {
  readonly uiapi: { readonly query: Partial<Readonly<Record<Name, Connection<Node>>>> };
}

export function nodesOf<Node>(connection: Connection<Node> | undefined): readonly Node[] {
  return connection?.edges.map(({ node }) => node) ?? [];
}

export function hasMore(connection: Connection<unknown> | undefined): boolean {
  return connection?.pageInfo?.hasNextPage ?? false;
}

export function text(field: Value<string> | undefined): string | null {
  return field?.value || null;
}

export function numeric(field: Value<number> | undefined): number | null {
  return field?.value ?? null;
}

/** A link that came from outside must not be able to run anything. */
export function https(field: Value<string> | undefined): string | null {
  const url = text(field);
  return url !== null && /^https:\/\/[^\s]+$/i.test(url) ? url : null;
}

/**
 * The schema is made for the user: what they may not read does not exist in it, so our fixed queries fail validation
 * for that reason only.
 * https://developer.salesforce.com/docs/platform/graphql/guide/schema-conventions.html
 */
export function isNoAccess(errors: readonly GraphQLError[] | undefined): boolean {
  return (
    errors !== undefined &&
    errors.length > 0 &&
    errors.every(({ extensions }) => extensions?.ErrorType === 'ValidationError')
  );
}

export function messages(errors: readonly GraphQLError[]): string {
  return [...new Set(errors.map(({ message }) => message))].join(' ');
}
