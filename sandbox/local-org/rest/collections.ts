import type { Request, Router } from 'express';
import { ApiError, type ObjectType, type SaveRequest, type SaveResult } from '../engine/types.ts';
import { allOrNone } from '../engine/save/all-or-none.ts';
import type { ApiDeps } from '../http/deps.ts';
import { objectNamed } from '../soql/scope.ts';
import { cellsOf, isObject, tableOf, typeOf, unreadable, valueOf, without } from './body.ts';
import { allowsDuplicates } from './duplicates.ts';
import { visibleObject } from './objects.ts';
import { fieldList, keyField, readRecords } from './read-record.ts';
import { restRouter } from './router.ts';
import { rule } from '../rules/rule.ts';

const limitsRecords = rule('rest.collection-records');
const limitsChunks = rule('rest.collection-chunks');
const oneType = rule('rest.collection-one-type');
const rollsBack = rule('rest.collection-all-or-none');

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
const mostChunks = 10;
const mostIdsToRead = 2000;

interface Collection {
  readonly allOrNone: boolean;
  readonly records: readonly unknown[];
}

interface Chunk {
  readonly type: string;
  readonly records: unknown[];
}

const tooMany = (most: number) =>
  new ApiError(
    400,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records into this call`,
  );

const collectionOf = (body: unknown, mostRecords: number): Collection => {
  if (!isObject(body) || !Array.isArray(body.records)) {
    throw unreadable('The request needs a "records" array');
  }
  if (limitsRecords && body.records.length > mostRecords) throw tooMany(mostRecords);
  return { allOrNone: body.allOrNone === true, records: body.records };
};

/** Neighbours of one type are saved together; a mixed collection has at most ten such chunks. */
const chunksOf = ({ records }: Collection, typeFor: (record: unknown) => string) => {
  const chunks: Chunk[] = [];
  for (const record of records) {
    const type = typeFor(record);
    const last = chunks.at(-1);
    if (last?.type.toLowerCase() === type.toLowerCase()) last.records.push(record);
    else chunks.push({ type, records: [record] });
  }
  if (limitsChunks && chunks.length > mostChunks) {
    throw new ApiError(
      400,
      'LIMIT_EXCEEDED',
      `A collection has at most ${mostChunks} chunks of types`,
    );
  }
  return chunks;
};

const cellsWithId = (record: unknown) => {
  const all = cellsOf(record);
  const id = valueOf(all, 'Id');
  return id === undefined ? all : new Map([['Id', id], ...without(all, 'Id')]);
};

const typeMismatch = (wanted: ObjectType, found: ObjectType): ApiError =>
  new ApiError(
    400,
    'INVALID_TYPE',
    `This call upserts ${wanted.name}: a record of type ${found.name} cannot be among them`,
  );

const printResult = ({ id, success, created, errors }: SaveResult, withCreated: boolean) => ({
  ...(id !== null && { id }),
  success,
  errors: errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields })),
  ...(withCreated && { created }),
});

/** Chunks are saved one after the other, and taken back together where all or none is asked for. */
const saveChunks = (deps: ApiDeps, together: boolean, work: () => SaveResult[]): SaveResult[] =>
  together && rollsBack ? allOrNone((each) => deps.org.transaction(each), work) : work();

const save = (
  deps: ApiDeps,
  request: Request,
  collection: Collection,
  rest: Pick<SaveRequest, 'operation' | 'externalIdField' | 'updateOnly'>,
  only?: ObjectType,
) => {
  const chunks = chunksOf(collection, (record) =>
    only && !(isObject(record) && record.attributes) ? only.name : typeOf(record),
  );
  const session = deps.sessionOf(request);
  const saveChunk = ({ type, records }: Chunk) => {
    const object = objectNamed(deps.org.schema, type);
    if (oneType && only && only !== object) throw typeMismatch(only, object);
    const table = tableOf(records.map(cellsWithId));
    const allowDuplicates = allowsDuplicates(request);
    return deps.org.save(session, { ...rest, object: object.name, ...table, allowDuplicates });
  };
  const results = saveChunks(deps, collection.allOrNone, () => chunks.flatMap(saveChunk));
  return results.map((result) => printResult(result, rest.operation === 'upsert'));
};

const idsOf = (ids: unknown, most: number): string[] => {
  const list = typeof ids === 'string' ? ids.split(',') : Array.isArray(ids) ? ids.map(String) : [];
  if (list.length === 0) throw unreadable('The request needs "ids"');
  if (list.length > most) throw tooMany(most);
  return list.map((id) => id.trim());
};

const typeOfId = (deps: ApiDeps, id: unknown): string => {
  const type = deps.org.schema.objects.find(
    ({ keyPrefix }) => keyPrefix === String(id).slice(0, 3),
  );
  if (type) return type.name;
  throw new ApiError(400, 'MALFORMED_ID', `bad id ${String(id)}`);
};

const remove = (deps: ApiDeps, request: Request) => {
  const records = idsOf(request.query.ids, deps.allocations.limits.collectionRecords);
  const allOrNone = request.query.allOrNone === 'true';
  const chunks = chunksOf({ records, allOrNone }, (id) => typeOfId(deps, id));
  const session = deps.sessionOf(request);
  const removeChunk = ({ type, records: ids }: Chunk) =>
    deps.org.save(session, {
      object: type,
      operation: 'delete',
      columns: ['Id'],
      rows: ids.map((id) => [id]),
    });
  const results = saveChunks(deps, allOrNone, () => chunks.flatMap(removeChunk));
  return results.map((result) => printResult(result, false));
};

const read = (
  deps: ApiDeps,
  request: Request<{ object: string }>,
  ids: readonly string[],
  wanted: readonly string[] | undefined,
) => {
  const object = visibleObject(deps.org, deps.sessionOf(request), request.params.object);
  if (!wanted) throw unreadable('The request needs "fields"');
  const found = readRecords(deps, request, object, undefined, ids, wanted);
  const byId = new Map(found.map(({ id, record }) => [id.slice(0, 15), record]));
  return ids.map((id) => byId.get(id.slice(0, 15)) ?? null);
};

/** sObject Collections: up to 200 records a call, each with its own result. */
export const collectionRoutes = (deps: ApiDeps): Router => {
  const router = restRouter();
  const most = deps.allocations.limits.collectionRecords;
  router.post('/composite/sobjects', (request, response) => {
    response.json(save(deps, request, collectionOf(request.body, most), { operation: 'insert' }));
  });
  router.patch('/composite/sobjects', (request, response) => {
    response.json(save(deps, request, collectionOf(request.body, most), { operation: 'update' }));
  });
  router.delete('/composite/sobjects', (request, response) => {
    response.json(remove(deps, request));
  });
  router.patch('/composite/sobjects/:object/:field', (request, response) => {
    const object = visibleObject(deps.org, deps.sessionOf(request), request.params.object);
    const externalIdField = keyField(object, request.params.field).name;
    const updateOnly = request.query.updateOnly === 'true';
    const rest = { operation: 'upsert', externalIdField, updateOnly } as const;
    response.json(save(deps, request, collectionOf(request.body, most), rest, object));
  });
  router.get('/composite/sobjects/:object', (request, response) => {
    const ids = idsOf(request.query.ids, mostIdsToRead);
    response.json(read(deps, request, ids, fieldList(request.query.fields)));
  });
  router.post('/composite/sobjects/:object', (request, response) => {
    const body: unknown = request.body;
    if (!isObject(body)) throw unreadable('The request needs "ids" and "fields"');
    const wanted = Array.isArray(body.fields) ? body.fields.map(String) : undefined;
    response.json(read(deps, request, idsOf(body.ids, mostIdsToRead), wanted));
  });
  return router;
};
