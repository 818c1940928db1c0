import { ApiError } from './types.ts';

/** Salesforce's wording for what a request may not name. */
const reference = 'Please reference your WSDL or the describe call for the appropriate names.';

export function unknownObject(name: string): ApiError {
  return new ApiError(
    400,
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${reference}`,
  );
}

export function unknownField(field: string, object: string): ApiError {
  return new ApiError(
    400,
    'INVALID_FIELD',
    `No such column '${field}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${reference}`,
  );
}

const custom = `If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${reference}`;

export function unknownParent(relationship: string): ApiError {
  const message = `Didn't understand relationship '${relationship}' in field path. ${custom}`;
  return new ApiError(400, 'INVALID_FIELD', message);
}

export function unknownChildren(relationship: string): ApiError {
  const message = `Didn't understand relationship '${relationship}' in FROM part of query call. ${custom}`;
  return new ApiError(400, 'INVALID_TYPE', message);
}
