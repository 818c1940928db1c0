export interface Line {
  readonly text: string;
  /** Byte at which the line begins in the whole file. */
  readonly offset: number;
}

const newline = 0x0a;

/** Bytes in, whole lines out; holds no more than the line that has not ended yet. Empty lines are left out. */
export class LineSplitter {
  private tail: Buffer[] = [];
  private lineStart: number;
  private tailLength = 0;

  constructor(offset: number) {
    this.lineStart = offset;
  }

  push(chunk: Uint8Array): Line[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.take(bytes.subarray(start, end), lines);
      this.lineStart += 1;
      start = end + 1;
    }
    if (start < bytes.length) {
      this.tail.push(bytes.subarray(start));
      this.tailLength += bytes.length - start;
    }
    return lines;
  }

  /** What stands after the last newline. */
  end(): Line[] {
    const lines: Line[] = [];
    this.take(Buffer.alloc(0), lines);
    return lines;
  }

  private take(rest: Buffer, lines: Line[]): void {
    const bytes = this.tailLength > 0 ? Buffer.concat([...this.tail, rest]) : rest;
    const text = bytes.toString('utf8');
    if (text.trim() !== '') lines.push({ text, offset: this.lineStart });
    this.lineStart += bytes.length;
    this.tail = [];
    this.tailLength = 0;
  }
}
