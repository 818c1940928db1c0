import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';

const limited = rule('bulk.upload-size');

/** Bytes that may wait while others are written: the more, the fewer writes. */
const written = 1024 * 1024;

/**
 * Streams a body to `path`. What is too large is read to its end and thrown away, so that the client hears why. A
 * client that hangs up leaves no file behind and may send again. Salesforce takes 150 MB of base64 and asks for uploads
 * of no more than 100 MB.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/upload-job-data.html
 */
export async function spool(body: Readable, path: string, limit: number): Promise<void> {
  let bytes = 0;
  const bounded = new Transform({
    transform(piece: Buffer, _encoding, done): void {
      bytes += piece.length;
      if (bytes <= limit || !limited) done(null, piece);
      else done();
    },
  });
  const partial = `${path}.partial`;
  try {
    await pipeline(body, bounded, createWriteStream(partial, { highWaterMark: written }));
    if (limited && bytes > limit) throw tooLarge(limit);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function tooLarge(limit: number): ApiError {
  return new ApiError(
    413,
    'CLIENTINPUTERROR',
    `ClientInputError : The uploaded data exceeds the limit of ${limit} bytes (150 MB once base64-encoded). Split it into several jobs.`,
  );
}
