import type { RequestHandler, Response } from 'express';
import type { Effect } from '../../faults/fault.ts';
import type { Plan } from '../../faults/plan.ts';

type Answer = Extract<Effect, { kind: 'answer' }>;

/** Breaking connections is the fault proxy's work. */
export const isOwnEffect = ({ kind }: Effect): boolean =>
  kind === 'answer' || kind === 'delay' || kind === 'truncate';

const sendAnswer = ({ body, headers, status }: Answer, response: Response): void => {
  response.set({ 'content-type': 'application/json', ...headers }).status(status);
  response.end(typeof body === 'string' ? body : JSON.stringify(body ?? []));
};

/** The answer ends after so many bytes, as if it were whole. */
const cut = (response: Response, afterBytes: number): void => {
  let left = afterBytes;
  const part = (chunk: unknown, encoding: unknown): Buffer => {
    const bytes = Buffer.isBuffer(chunk)
      ? chunk
      : Buffer.from(
          String(chunk),
          typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
        );
    const taken = bytes.subarray(0, Math.max(0, left));
    left -= bytes.length;
    return taken;
  };
  const { setHeader } = response;
  const write = response.write.bind(response) as (chunk: Buffer, done?: () => void) => boolean;
  const end = response.end.bind(response) as (chunk?: Buffer, done?: () => void) => Response;
  const doneOf = (given: unknown[]) => given.find((one) => typeof one === 'function') as () => void;
  response.setHeader = (name, value) =>
    name.toLowerCase() === 'content-length'
      ? response
      : (setHeader.call(response, name, value) as Response);
  response.write = ((chunk: unknown, ...more: unknown[]) =>
    write(part(chunk, more[0]), doneOf(more))) as Response['write'];
  response.end = ((...given: unknown[]) => {
    const [chunk, encoding] = given;
    const last = chunk === undefined || chunk === null || typeof chunk === 'function';
    return end(last ? undefined : part(chunk, encoding), doneOf(given));
  }) as Response['end'];
};

/** Does to requests what was planned for them. */
export const applyFaults =
  (plan: Plan): RequestHandler =>
  (request, response, next) => {
    const effect = plan.take({ method: request.method, url: request.originalUrl });
    if (effect?.kind === 'answer') {
      request.resume().on('end', () => sendAnswer(effect, response));
      return;
    }
    if (effect?.kind === 'truncate') cut(response, effect.afterBytes);
    if (effect?.kind === 'delay') setTimeout(next, effect.ms);
    else next();
  };
