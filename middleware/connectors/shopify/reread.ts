import { z } from 'zod';
import { Failure } from '../../common/errors.ts';
import type { Client, GraphQLError } from './client.ts';
import { storeLabel } from './http-failure.ts';
import type { Documents } from './queries.ts';
import type { Raw, RawAggregate, Resource } from './resources.ts';

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const rawRecord = z.record(z.string(), z.unknown());
const connection = z.object({ nodes: z.array(rawRecord), pageInfo });
const oneSchema = z.object({ node: rawRecord.nullish() });

export interface Part extends RawAggregate {
  /** Where the root's next children begin; null: these are all. */
  readonly after: string | null;
}

/** A root as a page holds it → the root, and the children taken out of their connection. */
export function partOf(node: Raw, children: string | null): Part {
  if (children === null) return { root: node, children: [], after: null };
  const { [children]: nested, ...root } = node;
  const { nodes, pageInfo: info } = connection.parse(nested);
  return { root, children: nodes, after: info.hasNextPage ? (info.endCursor ?? null) : null };
}

export interface One {
  readonly client: Client;
  readonly resource: {
    readonly name: Resource<unknown>['name'];
    readonly documents: Pick<Documents, 'one' | 'children'>;
  };
  readonly gid: string;
  readonly signal: AbortSignal | undefined;
}

/** One root with all of its children, however many; null where the shop no longer has it. */
export async function readOne(one: One): Promise<RawAggregate | null> {
  const first = await partAt(one, null);
  return first && completeOne(one, first);
}

/** Adds the children that did not fit into the page; null where the root was deleted meanwhile. */
export async function completeOne(one: One, part: Part): Promise<RawAggregate | null> {
  const children = [...part.children];
  for (let after = part.after; after !== null;) {
    const next = await partAt(one, after);
    if (!next) return null;
    if (next.after === after) throw stuck(one);
    children.push(...next.children);
    after = next.after;
  }
  return { root: part.root, children };
}

async function partAt({ client, resource, gid, signal }: One, after: string | null) {
  const { one, children } = resource.documents;
  const { data, errors } = await client.query({
    document: one,
    variables: children === null ? { id: gid } : { id: gid, after },
    schema: oneSchema,
    signal,
    partial: true,
  });
  if (errors.length > 0) throw recordFailure(errors);
  return data.node && 'id' in data.node ? partOf(data.node, children) : null;
}

/** Errors beside data that are about one record. */
export function recordFailure(errors: readonly GraphQLError[]): Failure {
  const text = errors.map(({ path, message }) => `${path?.join('.')}: ${message}`).join('; ');
  return new Failure(text, { kind: 'bad-data', action: 'Look at the record in the shop.' });
}

function stuck({ client, resource, gid }: One): Failure {
  const message = `${storeLabel(client.name)}: the pages of ${resource.name} ${gid} do not advance`;
  return new Failure(message, { kind: 'bad-data', action: 'Report the message.' });
}

/** True where the trouble is with one record, and says nothing about the others. */
export function isOfOneRecord(error: unknown): boolean {
  return error instanceof z.ZodError || (error instanceof Failure && error.kind === 'bad-data');
}
