import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseGid } from '../gid.ts';
import type { ConnectionPlan, NodePlan } from './compile.ts';

export interface Progress {
  readonly objects: number;
  readonly rootObjects: number;
  readonly bytes: number;
}
export interface WriteOptions {
  readonly plan: ConnectionPlan;
  /** Children directly after their parent; else only somewhere after it. */
  readonly grouped: boolean;
  readonly file: string;
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** How long the server may be kept from answering anyone else. */
const sliceMs = 10;
/** Ungrouped output puts this many roots before their children. */
const scattered = 100;

/** Writes the operation's JSONL in slices. Stops between two root objects when the signal is aborted. */
export async function writeLines({
  plan,
  grouped,
  file,
  report,
  signal,
}: WriteOptions): Promise<Progress> {
  const roots = plan.list(undefined).records;
  const progress = { objects: 0, rootObjects: 0, bytes: 0 };
  await using handle = await open(file, 'w');
  const step = grouped ? 1 : scattered;
  for (let index = 0; index < roots.length && !signal.aborted;) {
    const until = performance.now() + sliceMs;
    const lines: string[] = [];
    while (index < roots.length && performance.now() < until) {
      const batch = roots.slice(index, index + step);
      writeBatch(plan.node, batch, grouped, lines);
      index += batch.length;
      progress.rootObjects += batch.length;
    }
    progress.objects += lines.length;
    progress.bytes += (await handle.write(Buffer.from(lines.join('')), 0)).bytesWritten;
    report(progress);
    await nextTurn();
  }
  return progress;
}

interface Written {
  readonly record: unknown;
  readonly id: string;
}

function writeBatch(
  plan: NodePlan,
  batch: readonly unknown[],
  grouped: boolean,
  lines: string[],
): void {
  if (grouped) {
    for (const record of batch) writeGrouped(plan, record, null, lines);
    return;
  }
  const written = batch.map((record) => ({ record, id: writeOne(plan, record, null, lines) }));
  writeScattered(plan, written, lines);
}

function writeGrouped(
  plan: NodePlan,
  record: unknown,
  parent: string | null,
  lines: string[],
): void {
  const id = writeOne(plan, record, parent, lines);
  for (const child of plan.children) {
    for (const item of child.list(record).records) writeGrouped(child.node, item, id, lines);
  }
}

/** Level by level: each child after its parent, but with strangers in between. */
function writeScattered(plan: NodePlan, parents: readonly Written[], lines: string[]): void {
  for (const child of plan.children) {
    const written: Written[] = [];
    for (const { record, id } of parents) {
      for (const item of child.list(record).records) {
        const line = writeOne(child.node, item, id, lines);
        if (child.node.children.length > 0) written.push({ record: item, id: line });
      }
    }
    writeScattered(child.node, written, lines);
  }
}

/** Adds the line and returns the node's id as its children name it; empty where it has none to name. */
function writeOne(plan: NodePlan, record: unknown, parent: string | null, lines: string[]): string {
  const own = plan.write(record);
  const comma = own === '' ? '' : ',';
  lines.push(
    parent === null ? `{${own}}\n` : `{${own}${comma}"__parentId":${JSON.stringify(parent)}}\n`,
  );
  return plan.children.length === 0 ? '' : idIn(own);
}

function idIn(own: string): string {
  const id = (JSON.parse(`{${own}}`) as { id?: unknown }).id;
  if (typeof id !== 'string' || !parseGid(id))
    throw new Error('a parent in a bulk query has no id');
  return id;
}
