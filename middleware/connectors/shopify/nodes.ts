import { z } from 'zod';
import type { GraphQLError } from './client.ts';
import type { PageBuilder } from './page.ts';
import type { Reading } from './reading.ts';
import { completeOne, isOfOneRecord, partOf, readOne } from './reread.ts';
import { rejection, type Raw } from './resources.ts';

/** Roots as a page or a call by ids holds them; null where there is none, or none that could be told. */
export const nodesSchema = z.array(z.record(z.string(), z.unknown()).nullable());

export interface Nodes {
  readonly nodes: z.infer<typeof nodesSchema>;
  readonly errors: readonly GraphQLError[];
  /** Where in the answer they stand: `["orders", "nodes"]`. */
  readonly path: readonly string[];
  /** What was asked for, one by one, where it was. */
  readonly gids?: readonly string[];
}

/** Takes each root, with all that hangs on it, into the page. Gives the indexes of those that are not there. */
export async function takeNodes<T>(
  reading: Reading<T>,
  { nodes, errors, path, gids }: Nodes,
  page: PageBuilder<T>,
): Promise<number[]> {
  const absent: number[] = [];
  for (const [index, node] of nodes.entries()) {
    const wrong = errorsAt(errors, [...path, index]);
    if (wrong.length > 0)
      page.reject(refused(reading, node ?? { id: gids?.[index] }, wrong, path.length + 1));
    else if (node && 'id' in node) await take(reading, node, page);
    else absent.push(index);
  }
  return absent;
}

/** What did not fit into the page is fetched by the root's id: further lines, or all of it where a list is full. */
async function take<T>(reading: Reading<T>, node: Raw, page: PageBuilder<T>): Promise<void> {
  const { client, resource } = reading;
  const gid = String(node['id']);
  try {
    const whole = resource.cutShortInPage(node)
      ? await readOne({ ...reading, gid })
      : await completeOne({ ...reading, gid }, partOf(node, resource.documents.children));
    if (whole) page.add(whole);
    else page.addGone(gid);
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    page.reject(rejection(client.name, resource, { root: node, children: [] }, error));
  }
}

function refused(
  { client, resource }: Reading<unknown>,
  root: Raw,
  errors: readonly GraphQLError[],
  depth: number,
) {
  const text = errors.map(({ message, path }) => `${path?.slice(depth).join('.')}: ${message}`);
  return rejection(client.name, resource, { root, children: [] }, new Error(text.join('; ')));
}

/** `["orders", "nodes", 3, "customer"]` is about the fourth record and no other. */
function errorsAt(errors: readonly GraphQLError[], at: readonly (string | number)[]) {
  return errors.filter(({ path }) => at.every((part, index) => path?.[index] === part));
}
