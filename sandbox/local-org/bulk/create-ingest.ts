import { ApiError, type ObjectRight, type Org, type Session } from '../engine/types.ts';
import { delimiters, type ColumnDelimiter, type CsvLayout, type IngestOperation } from './job.ts';
import { rule } from '../rules/rule.ts';

const limitsHardDelete = rule('bulk.hard-delete');
const knownObject = rule('bulk.object');
const mayWrite = rule('bulk.object-access');
const needsKey = rule('bulk.external-id-given');
const needsExternalId = rule('bulk.external-id');

/** A request to create an ingest job, checked. */
export interface IngestRequest extends CsvLayout {
  readonly object: string;
  readonly operation: IngestOperation;
  readonly externalIdFieldName?: string;
  readonly assignmentRuleId?: string;
}

const rights: Record<IngestOperation, readonly ObjectRight[]> = {
  insert: ['create'],
  update: ['edit'],
  upsert: ['create', 'edit'],
  delete: ['delete'],
  hardDelete: ['delete'],
};

/** Throws ApiError for what Salesforce refuses before any data is sent. */
export function ingestRequest(body: unknown, org: Org, session: Session): IngestRequest {
  const given = readBody(body);
  const operation = oneOf(given, 'operation', Object.keys(rights) as IngestOperation[]);
  const object = checkObject(org, session, text(given, 'object') ?? '', rights[operation]);
  if (operation === 'hardDelete') refuseHardDelete(session);
  oneOf(given, 'contentType', ['CSV'], 'CSV');
  const externalIdFieldName = externalId(
    org,
    object,
    operation,
    text(given, 'externalIdFieldName'),
  );
  const assignmentRuleId = text(given, 'assignmentRuleId');
  return {
    object,
    operation,
    ...csvLayout(given),
    ...(externalIdFieldName ? { externalIdFieldName } : {}),
    ...(assignmentRuleId ? { assignmentRuleId } : {}),
  };
}

/**
 * Administrators do not have the permission either, until they are given it.
 * https://github.com/jsforce/jsforce/issues/167
 */
export function refuseHardDelete({ mayHardDelete }: Session): void {
  if (mayHardDelete === true || !limitsHardDelete) return;
  const message =
    'FeatureNotEnabled : hardDelete operation requires special user profile permission, please contact your system administrator';
  throw new ApiError(400, 'FEATURENOTENABLED', message);
}

type Given = Readonly<Record<string, unknown>>;

export function readBody(body: unknown): Given {
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request body must be a JSON object');
  return body as Given;
}

export function text(given: Given, name: string): string | undefined {
  const value = given[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new ApiError(400, 'JSON_PARSER_ERROR', `Cannot deserialize ${name}: a string is expected`);
}

/** Enumerations ignore case, as Salesforce's do for the operation. */
export function oneOf<T extends string>(
  given: Given,
  name: string,
  values: readonly T[],
  otherwise?: T,
): T {
  const value = text(given, name) ?? otherwise;
  if (value === undefined)
    throw new ApiError(400, 'INVALIDJOB', `InvalidJob : Must specify ${name}`);
  const found = values.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
  if (found) return found;
  throw new ApiError(
    400,
    'INVALIDJOB',
    `InvalidJob : ${name} '${value}' is not valid: ${values.join(', ')}`,
  );
}

export function csvLayout(given: Given): CsvLayout {
  const names = Object.keys(delimiters) as ColumnDelimiter[];
  return {
    lineEnding: oneOf(given, 'lineEnding', ['LF', 'CRLF'], 'LF'),
    columnDelimiter: oneOf(given, 'columnDelimiter', names, 'COMMA'),
  };
}

function checkObject(
  org: Org,
  session: Session,
  name: string,
  needed: readonly ObjectRight[],
): string {
  const object = org.schema.object(name);
  if (!object || (knownObject && !session.mayObject(object.name, 'read')))
    throw new ApiError(400, 'INVALIDJOB', `InvalidJob : Unable to find object: ${name}`);
  if (!mayWrite || needed.every((right) => session.mayObject(object.name, right)))
    return object.name;
  throw new ApiError(
    400,
    'INVALIDJOB',
    `InvalidJob : The user has no ${needed.join(' and ')} access to ${object.name}`,
  );
}

/** Needed for upsert, and only there. */
function externalId(
  org: Org,
  object: string,
  operation: string,
  name?: string,
): string | undefined {
  if (operation !== 'upsert') return undefined;
  if (!name && !needsKey) return undefined;
  if (!name)
    throw new ApiError(
      400,
      'INVALIDJOB',
      `InvalidJob : External ID was blank for ${object}. An External ID must be specified for upsert.`,
    );
  const field = org.schema.object(object)?.field(name);
  if (field && (!needsExternalId || field.type === 'id' || field.externalId || field.idLookup))
    return field.name;
  throw new ApiError(
    400,
    'INVALIDJOB',
    `InvalidJob : Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object}`,
  );
}
