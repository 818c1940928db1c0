import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ApiError } from '../engine/types.ts';

export const notFound = (message = 'The requested resource does not exist'): ApiError =>
  new ApiError(404, 'NOT_FOUND', message);

export const invalidSession = (): ApiError =>
  new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/** A JSON body that cannot be read, or too large a one, comes from the body parser with a status of its own. */
const fromParser = (error: unknown): ApiError | undefined => {
  const { status, message } = error as { status?: unknown; message?: unknown };
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return new ApiError(
    status,
    status === 413 ? 'REQUEST_TOO_LARGE' : 'JSON_PARSER_ERROR',
    String(message),
  );
};

const asApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error;
  const parsed = fromParser(error);
  if (parsed) return parsed;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`local-org: ${message}\n`);
  return new ApiError(
    500,
    'UNKNOWN_EXCEPTION',
    'An unexpected error occurred in local-org; see its log.',
  );
};

/** `[{message, errorCode, fields?}]`, as every REST resource answers an error. */
export const printErrors: ErrorRequestHandler = (error, request, response, next) => {
  // Nobody is left to be told, and a client that hangs up is no fault of ours.
  if (request.destroyed && !request.complete) return;
  if (response.headersSent) {
    next(error);
    return;
  }
  const { status, message, errorCode, fields } = asApiError(error);
  if (!request.complete) response.set('Connection', 'close');
  response.status(status).json([{ message, errorCode, ...(fields && { fields }) }]);
};

export const refuseUnknown: RequestHandler = () => {
  throw notFound();
};
