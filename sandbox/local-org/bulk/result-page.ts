import { open } from 'node:fs/promises';

export interface Page {
  /** Bytes of the file: from here, up to but without there. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Where the next page begins, or undefined after the last row. */
  readonly next: number | undefined;
}

const pieceBytes = 256 * 1024;
const quote = 34;
const lineFeed = 10;

/** Finds the next `most` rows of a result from `start`. Line feeds inside quotes end no row. */
export async function findPage(path: string, start: number, most: number): Promise<Page> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    let position = start;
    let rows = 0;
    let quoted = false;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, position);
      if (bytesRead === 0) return { from: start, to: position, rows, next: undefined };
      for (let at = 0; at < bytesRead; at++) {
        const code = buffer[at];
        if (code === quote) quoted = !quoted;
        if (code !== lineFeed || quoted || ++rows < most) continue;
        const to = position + at + 1;
        return { from: start, to, rows, next: to < (await file.stat()).size ? to : undefined };
      }
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Opaque to the client, as Salesforce's locators are. */
export function printLocator(position: number | undefined): string {
  return position === undefined ? 'null' : Buffer.from(String(position)).toString('base64url');
}

export function readLocator(locator: string): number | undefined {
  const text = Buffer.from(locator, 'base64url').toString();
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
