import type { Request } from 'express';
import { ApiError } from '../engine/types.ts';

/** A job sent with its data in one request may have up to 100,000 characters. */
const mostCharacters = 100_000;

/**
 * Reads the two parts of a multipart creation: `job` (JSON) and `content` (CSV).
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/walkthrough-multipart.html
 */
export async function readMultipart(request: Request): Promise<{ job: unknown; content: string }> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes <= 4 * mostCharacters + 10_000) pieces.push(piece);
  }
  const form = await parse(Buffer.concat(pieces), request.headers['content-type'] ?? '');
  const content = await textOf(form.get('content'));
  if (bytes > 4 * mostCharacters + 10_000 || content.length > mostCharacters)
    throw invalid(`the content has more than ${mostCharacters} characters: upload it with PUT`);
  return { job: parseJob(await textOf(form.get('job'))), content };
}

async function parse(body: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw invalid('the multipart body cannot be read');
  }
}

async function textOf(part: ReturnType<FormData['get']>): Promise<string> {
  if (part === null) throw invalid('the parts "job" and "content" are needed');
  return typeof part === 'string' ? part : part.text();
}

function parseJob(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid('the part "job" is no JSON');
  }
}

function invalid(problem: string): ApiError {
  return new ApiError(400, 'INVALIDJOB', `InvalidJob : ${problem}`);
}
