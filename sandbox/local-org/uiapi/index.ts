import { Router, type NextFunction, type Request, type Response } from 'express';
import { ApiError, type ObjectType } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import { fieldTree, type AskedFields } from './fields.ts';
import { printObjectInfo } from './object-info.ts';
import { readRecord } from './record.ts';
import { RecordError, readApiName, readFields, saveRecord } from './write.ts';

/**
 * UI API: records and object info, to be mounted at `/services/data/vXX.0`. No layouts, so `layoutTypes` is refused.
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_get_started.htm
 */
export function uiApiRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/ui-api/records/batch/:ids', (request, response) => {
    response.json(readBatch(deps, request));
  });
  router.get('/ui-api/records/:id', (request, response) => {
    response.json(read(deps, request, param(request, 'id')));
  });
  router.patch('/ui-api/records/:id', (request, response) => {
    const id = param(request, 'id');
    const object = objectOf(deps, request, id);
    const fields = readFields(request.body);
    saveRecord(object, id, fields, deps.org, deps.sessionOf(request));
    response.json(readSaved(deps, request, object, id, fields));
  });
  router.post('/ui-api/records', (request, response) => {
    const object = visibleObject(deps, request, readApiName(request.body));
    const fields = readFields(request.body);
    const id = saveRecord(object, undefined, fields, deps.org, deps.sessionOf(request));
    response.status(201).json(readSaved(deps, request, object, id, fields));
  });
  router.get('/ui-api/object-info/:name', (request, response) => {
    const object = visibleObject(deps, request, param(request, 'name'));
    response.json(printObjectInfo(object, deps.sessionOf(request)));
  });
  router.use(printRecordError);
  return router;
}

function param(request: Request, name: string): string {
  return String(request.params[name]);
}

function visibleObject(deps: ApiDeps, request: Request, name: string): ObjectType {
  const object = deps.org.schema.object(name);
  if (object && deps.sessionOf(request).mayObject(object.name, 'read')) return object;
  throw new ApiError(404, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
}

function objectOf(deps: ApiDeps, request: Request, id: string): ObjectType {
  const isId = /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id);
  const object = deps.org.schema.objects.find(({ keyPrefix }) => isId && id.startsWith(keyPrefix));
  if (!object) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (deps.sessionOf(request).mayObject(object.name, 'read')) return object;
  throw new ApiError(
    403,
    'INSUFFICIENT_ACCESS',
    "You don't have access to this record. Ask your administrator for help or to request access.",
  );
}

function askedFields(request: Request): AskedFields {
  const list = (name: string): string[] => {
    const value = request.query[name];
    const texts = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return texts
      .flatMap((text) => String(text).split(','))
      .map((text) => text.trim())
      .filter(Boolean);
  };
  if (request.query['layoutTypes'] !== undefined)
    throw new ApiError(
      400,
      'UNSUPPORTED_OPERATION',
      'layoutTypes is not covered by this org: name the fields',
    );
  const asked = { fields: list('fields'), optionalFields: list('optionalFields') };
  if (asked.fields.length || asked.optionalFields.length) return asked;
  throw new ApiError(
    400,
    'MISSING_ARGUMENT',
    'Provide at least one of the parameters: fields, layoutTypes, optionalFields',
  );
}

function read(deps: ApiDeps, request: Request, id: string): unknown {
  const session = deps.sessionOf(request);
  const object = objectOf(deps, request, id);
  const tree = fieldTree(askedFields(request), object, deps.org.schema, session);
  return readRecord(id, tree, deps.org, session);
}

/** Each record has an outcome of its own. */
function readBatch(deps: ApiDeps, request: Request): unknown {
  const results = param(request, 'ids')
    .split(',')
    .map((id) => {
      try {
        return { result: read(deps, request, id), statusCode: 200 };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 401) throw error;
        const { status, errorCode, message } = error;
        return { result: [{ errorCode, message }], statusCode: status };
      }
    });
  return { hasErrors: results.some(({ statusCode }) => statusCode !== 200), results };
}

function readSaved(
  deps: ApiDeps,
  request: Request,
  object: ObjectType,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): unknown {
  const session = deps.sessionOf(request);
  const nameFields = object.fields.filter(({ nameField }) => nameField).map(({ name }) => name);
  const asked = [...Object.keys(fields), ...nameFields].map((name) => `${object.name}.${name}`);
  const tree = fieldTree({ fields: [], optionalFields: asked }, object, deps.org.schema, session);
  return readRecord(id, tree, deps.org, session);
}

function printRecordError(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (!(error instanceof RecordError)) return next(error);
  const { message, statusCode, output } = error;
  response.status(400).json({
    message,
    statusCode: 400,
    errorCode: statusCode,
    output,
    enhancedErrorType: 'RecordError',
  });
}
