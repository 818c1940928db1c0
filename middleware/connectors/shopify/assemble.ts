import type { Line } from './lines.ts';
import type { Raw } from './resources.ts';

/** Where in the file: a byte, and how many lines stand before it. */
export interface Position {
  readonly offset: number;
  readonly line: number;
}

export interface BrokenLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** A root with all that followed it. `root` is null where its own line could not be read. */
export interface Assembled {
  readonly gid: string | null;
  readonly root: Raw | null;
  readonly children: Raw[];
  /** Lines that may have belonged here: what was assembled is then not to be trusted. */
  readonly broken: BrokenLine[];
  readonly at: Position;
}

/**
 * Puts the lines of a grouped bulk result together (https://shopify.dev/docs/api/usage/bulk-operations/queries: children
 * stand below their root and name it by `__parentId`). Holds one aggregate at a time.
 */
export class Assembler {
  private open: Assembled | null = null;
  private lines: number;
  private readonly rootType: string;

  /** `rootType` is the GraphQL type of the roots, `line` the number of lines before the first that comes. */
  constructor(rootType: string, line: number) {
    this.rootType = rootType;
    this.lines = line;
  }

  /** Lines so far, those before the start included. */
  get count(): number {
    return this.lines;
  }

  /** Where the aggregate begins that is not finished yet. */
  get openAt(): Position | null {
    return this.open?.at ?? null;
  }

  /** The aggregate that this line shows to be finished, if it does. */
  push(line: Line): Assembled | null {
    const at = { offset: line.offset, line: this.lines };
    this.lines += 1;
    const value = parse(line.text);
    if (!value) return this.broken(line.text, at);
    const parent = value['__parentId'];
    if (typeof parent !== 'string') return this.begin(value['id'] as string, value, at);
    const finished = this.open?.gid === parent ? null : this.begin(parent, null, at);
    this.open?.children.push(value);
    return finished;
  }

  /** The last one. */
  end(): Assembled | null {
    const last = this.open;
    this.open = null;
    return last;
  }

  private begin(gid: string | null, root: Raw | null, at: Position): Assembled | null {
    const finished = this.open;
    this.open = { gid, root, children: [], broken: [], at };
    return finished;
  }

  /** What is left of the line often says whose it was; otherwise it is held against the root above it. */
  private broken(text: string, at: Position): Assembled | null {
    const parent = /"__parentId":"(gid:[^"]+)"/.exec(text)?.[1];
    const own = /^\{"id":"(gid:\/\/shopify\/(\w+)\/\d+)"/.exec(text);
    const isRoot = parent === undefined && own?.[2] === this.rootType;
    const gid = isRoot ? (own?.[1] ?? null) : (parent ?? this.open?.gid ?? null);
    const elsewhere = !this.open || isRoot || gid !== this.open.gid;
    const finished = elsewhere ? this.begin(gid, null, at) : null;
    this.open?.broken.push({ number: at.line + 1, text });
    return finished;
  }
}

function parse(text: string): Raw | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const id = (value as Raw)['id'];
    return typeof id === 'string' && id !== '' ? (value as Raw) : null;
  } catch {
    return null;
  }
}
