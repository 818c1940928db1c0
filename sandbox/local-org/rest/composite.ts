import { Router, type Request } from 'express';
import { ApiError, type Org } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import { notFound } from '../http/errors.ts';
import { isVersion } from '../http/versions.ts';
import { isObject, unreadable } from './body.ts';
import { badReferenceId, resolveBody, resolveUrl, type Answers } from './references.ts';
import { answerSubrequest, type Answer } from './subrequest.ts';
import { rule } from '../rules/rule.ts';

const limitsSubrequests = rule('rest.composite-subrequests');
const limitsQueries = rule('rest.composite-queries');
const namesWell = rule('rest.composite-reference-id');
const namesOnce = rule('rest.composite-reference-once');
const inheritsHeaders = rule('rest.composite-headers');
const limitsResources = rule('rest.composite-resources');
const rollsBack = rule('rest.composite-all-or-none');
const bindsCollections = rule('rest.composite-collections');

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite-post.html */
const mostQueriesAndCollections = 5;

export interface Wanted {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const refuse = (message: string): ApiError => new ApiError(400, 'INVALID_INPUT', message);

const text = (value: unknown, name: string): string => {
  if (typeof value === 'string' && value) return value;
  throw refuse(`Each subrequest needs "${name}"`);
};

const inherited = ['accept', 'authorization', 'content-type'];
const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

const readHeaders = (headers: unknown): Record<string, string> => {
  const all = Object.entries(isObject(headers) ? headers : {});
  const taken = all.find(([name]) => inherited.includes(name.toLowerCase()));
  if (taken && inheritsHeaders)
    throw refuse(`A subrequest has the ${taken[0]} header of the whole request`);
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), String(value)]));
};

const readMethod = (method: string): string => {
  if (methods.includes(method)) return method;
  throw refuse(`${method} is no method of a subrequest`);
};

export const readSubrequest = (part: unknown): Wanted => {
  if (!isObject(part)) throw unreadable('A subrequest must be a JSON object');
  const referenceId = text(part.referenceId, 'referenceId');
  if (namesWell && !/^[A-Za-z0-9]\w*$/.test(referenceId)) {
    throw refuse(badReferenceId(referenceId));
  }
  return {
    method: readMethod(text(part.method, 'method')),
    url: text(part.url, 'url'),
    referenceId,
    headers: readHeaders(part.httpHeaders),
    body: part.body,
  };
};

const path = /^\/services\/data\/(v\d+\.\d)(\/.*)$/;

const resourceOf = (url: string): string => path.exec(url)?.[2] ?? '';

const isQueryOrCollection = ({ url }: Wanted): boolean =>
  /^\/(query|queryAll|composite\/sobjects)(\/|\?|$)/i.test(resourceOf(url));

const isSupported = (resource: string): boolean =>
  !limitsResources || /^\/(sobjects|query|queryAll|composite\/sobjects)(\/|\?|$)/i.test(resource);

const readRequest = (
  body: unknown,
  mostSubrequests: number,
): { allOrNone: boolean; wanted: readonly Wanted[] } => {
  if (!isObject(body) || !Array.isArray(body.compositeRequest)) {
    throw unreadable('The request needs a "compositeRequest" array');
  }
  const wanted = body.compositeRequest.map(readSubrequest);
  if (limitsSubrequests && wanted.length > mostSubrequests) {
    throw refuse(`A composite request has at most ${mostSubrequests} subrequests`);
  }
  if (limitsQueries && wanted.filter(isQueryOrCollection).length > mostQueriesAndCollections) {
    throw refuse(
      `At most ${mostQueriesAndCollections} subrequests may be queries or sObject Collections`,
    );
  }
  checkReferences(wanted);
  return { allOrNone: body.allOrNone === true, wanted };
};

/** Refuses a reference id that is given twice. */
export const checkReferences = (wanted: readonly Wanted[]): void => {
  const repeated = wanted.find(
    ({ referenceId }, at) => wanted.findIndex((one) => one.referenceId === referenceId) < at,
  );
  if (repeated && namesOnce)
    throw refuse(`Duplicate referenceId provided: ${repeated.referenceId}`);
};

/** The request's own allOrNone holds for each collection in it, whatever that says itself. */
const bindCollection = (wanted: Wanted, allOrNone: boolean): Wanted => {
  const bound = allOrNone && bindsCollections;
  if (!bound || !/^\/composite\/sobjects/i.test(resourceOf(wanted.url))) return wanted;
  if (wanted.method !== 'DELETE') {
    return { ...wanted, body: { ...(wanted.body as object | undefined), allOrNone } };
  }
  const url = wanted.url.replace(/&?allOrNone=[^&]*/i, '');
  return { ...wanted, url: `${url}${url.includes('?') ? '&' : '?'}allOrNone=true` };
};

const ask = (api: Router, caller: Request, wanted: Wanted, answers: Answers): Answer => {
  const url = resolveUrl(wanted.url, answers);
  const [, version = '', resource = ''] = path.exec(url) ?? [];
  if (!isVersion(version)) throw notFound();
  if (!isSupported(resource)) throw refuse(`${resource} cannot be part of a composite request`);
  return answerSubrequest(api, caller, {
    method: wanted.method,
    path: resource,
    base: `/services/data/${version}`,
    headers: wanted.headers,
    body: resolveBody(wanted.body, answers),
  });
};

/** A record of a collection that failed fails its subrequest too, though that is answered with 200. */
export const hasFailed = ({ status, body }: Answer): boolean =>
  status >= 400 ||
  (Array.isArray(body) && body.some((one) => isObject(one) && one.success === false));

export const halted = (message: string): Answer => ({
  status: 400,
  headers: {},
  body: [{ errorCode: 'PROCESSING_HALTED', message }],
});

const rolledBack = halted(
  'The transaction was rolled back since another operation in the same transaction failed.',
);

/** Carries the answers out of the transaction that they end. */
class RolledBack extends Error {
  readonly answers: readonly Answer[];

  constructor(answers: readonly Answer[]) {
    super('rolled back');
    this.answers = answers;
  }
}

const askOne = (api: Router, caller: Request, wanted: Wanted, answers: Answers): Answer => {
  try {
    return ask(api, caller, wanted, answers);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { errorCode, message, status } = error;
    return { status, headers: {}, body: [{ errorCode, message }] };
  }
};

const askAll = (
  api: Router,
  caller: Request,
  wanted: readonly Wanted[],
  allOrNone: boolean,
): readonly Answer[] => {
  const answers = new Map<string, unknown>();
  return wanted.map((one, at) => {
    const answer = askOne(api, caller, bindCollection(one, allOrNone), answers);
    if (answer.status < 400) answers.set(one.referenceId, answer.body);
    if (!allOrNone || !rollsBack || !hasFailed(answer)) return answer;
    throw new RolledBack(wanted.map((_each, place) => (place === at ? answer : rolledBack)));
  });
};

const inTransaction = (org: Org, work: () => readonly Answer[]): readonly Answer[] => {
  try {
    return org.transaction(work);
  } catch (error) {
    if (error instanceof RolledBack) return error.answers;
    throw error;
  }
};

/** All of them, or none. */
export const askTogether = (
  org: Org,
  api: Router,
  caller: Request,
  wanted: readonly Wanted[],
): readonly Answer[] => inTransaction(org, () => askAll(api, caller, wanted, true));

export const printAnswers = (wanted: readonly Wanted[], answers: readonly Answer[]) =>
  answers.map(({ status, headers, body }, at) => ({
    body,
    httpHeaders: headers,
    httpStatusCode: status,
    referenceId: wanted[at]?.referenceId,
  }));

/**
 * `composite`: up to 25 requests in one, counted as one; later ones may refer to answers of earlier ones. They are
 * worked off in their order, which `collateSubrequests` does not promise.
 */
export const compositeRoutes = ({ allocations, org }: ApiDeps, api: Router): Router => {
  const router = Router();
  router.post('/composite', (request, response) => {
    const { allOrNone, wanted } = readRequest(
      request.body,
      allocations.limits.compositeSubrequests,
    );
    const answers = allOrNone
      ? askTogether(org, api, request, wanted)
      : askAll(api, request, wanted, false);
    response.json({ compositeResponse: printAnswers(wanted, answers) });
  });
  return router;
};
