import { ApiError, type SaveError, type SaveResult } from '../engine/types.ts';
import { notFound } from '../http/errors.ts';

/** HTTP statuses of errors that are not a plain 400. */
const statuses: Readonly<Record<string, number>> = {
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 403,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 400,
  NOT_FOUND: 404,
  ENTITY_IS_DELETED: 404,
  DELETE_FAILED: 400,
};

/** Where a missing record is what the URL names, REST says 404 and the other APIs a row error. */
const isMissing = ({ statusCode, fields }: SaveError): boolean =>
  statusCode === 'ENTITY_IS_DELETED' ||
  (statusCode === 'INVALID_CROSS_REFERENCE_KEY' &&
    fields.every((name) => name.toLowerCase() === 'id'));

/** The one result of a single-record call, or its error as the whole answer. */
export const requireSuccess = (results: readonly SaveResult[], byId = false): SaveResult => {
  const [result] = results;
  const error = result?.errors[0];
  if (result?.success && !error) return result;
  if (!error)
    throw new ApiError(500, 'UNKNOWN_EXCEPTION', 'The record was neither saved nor refused');
  if (byId && isMissing(error)) throw notFound();
  const status = statuses[error.statusCode] ?? 400;
  throw new ApiError(status, error.statusCode, error.message, error.fields);
};
