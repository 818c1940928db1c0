import { Router, type Request, type Response } from 'express';
import { ApiError, type SaveOperation } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import { notFound } from '../http/errors.ts';
import { cellsOf, tableOf, type Cells } from './body.ts';
import { allowsDuplicates } from './duplicates.ts';
import { visibleObject } from './objects.ts';
import { fieldList, keyField, looksLikeId, readRecords, valueFor } from './read-record.ts';
import { restRouter } from './router.ts';
import { requireSuccess } from './save-record.ts';
import { rule } from '../rules/rule.ts';

const keyInUrl = rule('rest.key-in-url');
const unambiguous = rule('rest.key-of-several');

interface Saving {
  readonly object: string;
  readonly operation: SaveOperation;
  readonly cells: Cells;
  readonly externalIdField?: string;
  readonly updateOnly?: boolean;
}

const saveOne = (deps: ApiDeps, request: Request, { cells, ...saving }: Saving, byId = false) =>
  requireSuccess(
    deps.org.save(deps.sessionOf(request), {
      ...saving,
      ...tableOf([cells]),
      allowDuplicates: allowsDuplicates(request),
    }),
    byId,
  );

const withId = (id: string, cells?: Cells): Cells => {
  if (!looksLikeId(id)) {
    throw notFound(`Provided external ID field does not exist or is not accessible: ${id}`);
  }
  return new Map([['Id', id], ...(cells ?? [])]);
};

/** What the URL says the body may not say again: "Do not specify Id or an external ID field in the request body". */
const refuseKey = (cells: Cells, key = 'Id'): Cells => {
  const again = [...cells.keys()].some((name) => name.toLowerCase() === key.toLowerCase());
  if (!again || !keyInUrl) return cells;
  throw new ApiError(
    400,
    'INVALID_FIELD',
    `The ${key} field should not be specified in the sobject data.`,
    [key],
  );
};

const byIdRoutes = (deps: ApiDeps): Router => {
  const router = restRouter();
  router.post(['/sobjects/:object', '/sobjects/:object/Id'], (request, response) => {
    const name = String(request.params.object);
    const object = visibleObject(deps.org, deps.sessionOf(request), name);
    const cells = refuseKey(cellsOf(request.body));
    const { id } = saveOne(deps, request, { object: object.name, operation: 'insert', cells });
    response.status(201).location(`${request.baseUrl}/sobjects/${object.name}/${id}`);
    response.json({ id, success: true, errors: [] });
  });
  router.get('/sobjects/:object/:id', (request, response) => {
    const object = visibleObject(deps.org, deps.sessionOf(request), request.params.object);
    const { id } = request.params;
    withId(id);
    const wanted = fieldList(request.query.fields);
    const [found] = readRecords(deps, request, object, undefined, [id], wanted);
    if (!found) throw notFound();
    response.json(found.record);
  });
  router.patch('/sobjects/:object/:id', (request, response) => {
    const object = visibleObject(deps.org, deps.sessionOf(request), request.params.object);
    const cells = withId(request.params.id, refuseKey(cellsOf(request.body)));
    saveOne(deps, request, { object: object.name, operation: 'update', cells }, true);
    response.status(204).end();
  });
  router.delete('/sobjects/:object/:id', (request, response) => {
    const object = visibleObject(deps.org, deps.sessionOf(request), request.params.object);
    const cells = withId(request.params.id);
    saveOne(deps, request, { object: object.name, operation: 'delete', cells }, true);
    response.status(204).end();
  });
  return router;
};

/** The records that an external id names, as far as the user may see them. */
const findByKey = (
  deps: ApiDeps,
  request: Request<{ object: string; field: string; value: string }>,
  wanted?: readonly string[],
) => {
  const object = visibleObject(deps.org, deps.sessionOf(request), request.params.object);
  const key = keyField(object, request.params.field);
  const value = valueFor(key, request.params.value);
  return { object, key, found: readRecords(deps, request, object, key, [value], wanted) };
};

/** Whether several records have the key: then 300 is answered with their URLs, and nothing is done. */
const answerSeveral = (
  { object, found }: ReturnType<typeof findByKey>,
  request: Request,
  response: Response,
): boolean => {
  if (found.length < 2 || !unambiguous) return false;
  response
    .status(300)
    .json(found.map(({ id }) => `${request.baseUrl}/sobjects/${object.name}/${id}`));
  return true;
};

const byKeyRoutes = (deps: ApiDeps): Router => {
  const router = restRouter();
  const path = '/sobjects/:object/:field/:value';
  router.get(path, (request, response) => {
    const named = findByKey(deps, request, fieldList(request.query.fields));
    const [first] = named.found;
    if (!first) throw notFound();
    if (!answerSeveral(named, request, response)) response.json(first.record);
  });
  router.patch(path, (request, response) => {
    const named = findByKey(deps, request, ['Id']);
    if (answerSeveral(named, request, response)) return;
    const { object, key } = named;
    const sent = refuseKey(refuseKey(cellsOf(request.body)), key.name);
    const saving: Saving = {
      object: object.name,
      operation: 'upsert',
      externalIdField: key.name,
      updateOnly: request.query.updateOnly === 'true',
      cells: new Map([[key.name, valueFor(key, request.params.value)], ...sent]),
    };
    const { id, created } = saveOne(deps, request, saving, true);
    response.status(created ? 201 : 200).json({ id, success: true, errors: [], created });
  });
  router.delete(path, (request, response) => {
    const named = findByKey(deps, request, ['Id']);
    const { object, found } = named;
    const [first] = found;
    if (!first) throw notFound();
    if (answerSeveral(named, request, response)) return;
    const cells = withId(first.id);
    saveOne(deps, request, { object: object.name, operation: 'delete', cells }, true);
    response.status(204).end();
  });
  return router;
};

/**
 * Create, read, update and delete by id; read, upsert and delete by external id.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_upsert.htm
 */
export const recordRoutes = (deps: ApiDeps): Router =>
  Router().use(byIdRoutes(deps), byKeyRoutes(deps));
