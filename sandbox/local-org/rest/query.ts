import type { Request, Router } from 'express';
import { ApiError, type SelectedRow, type Session } from '../engine/types.ts';
import type { ApiDeps, SoqlQuery } from '../http/deps.ts';
import { columnMetadata } from './column-metadata.ts';
import { Locators, type Cursor } from './locators.ts';
import { restRouter } from './router.ts';
import { shapeOf } from './shape.ts';
import { rule } from '../rules/rule.ts';

const pages = rule('rest.query-page');
const groupsDoNotPage = rule('rest.query-groups');

const smallestPage = 200;

/** `Sforce-Query-Options: batchSize=500`; a wish outside 200 to 2,000 counts as the nearest. */
const pageSizeOf = (request: Request, largestPage: number): number => {
  if (!pages) return 1_000_000;
  const wish = /batchSize=(\d+)/i.exec(request.get('sforce-query-options') ?? '')?.[1];
  return wish ? Math.min(largestPage, Math.max(smallestPage, Number(wish))) : largestPage;
};

const isGrouped = (query: SoqlQuery): boolean =>
  query.groupBy !== undefined || query.columns.some(({ kind }) => kind === 'aggregate');

const isCount = ({ columns }: SoqlQuery): boolean =>
  columns.length === 1 && columns[0]?.kind === 'aggregate' && columns[0].path === undefined;

/** `COUNT()` counts up to the query's LIMIT. */
const counted = (rows: readonly SelectedRow[], limit = Infinity) => ({
  totalSize: Math.min(limit, Number(rows[0]?.values[0] ?? 0)),
  done: true,
  records: [],
});

interface Answering {
  readonly deps: ApiDeps;
  readonly locators: Locators;
  readonly base: string;
  readonly session: Session;
}

const page = (answering: Answering, id: string, from: number, cursor: Cursor) => {
  const { deps, base, session } = answering;
  const ids = cursor.ids.slice(from, from + cursor.pageSize);
  const query = { ...cursor.query, orderBy: undefined, limit: undefined, offset: undefined };
  const shape = shapeOf(deps.org.schema, query, base);
  const rows = deps.org.select(session, {
    ...shape.plan,
    where: {
      kind: 'compare',
      expression: { kind: 'field', path: ['Id'] },
      comparison: 'IN',
      value: ids,
    },
  });
  const byId = new Map(rows.map((row) => [shape.idOf(row), row]));
  const next = from + ids.length;
  const done = next >= cursor.ids.length;
  return {
    totalSize: cursor.ids.length,
    done,
    ...(!done && { nextRecordsUrl: `${base}/query/${id}-${next}` }),
    records: ids.flatMap((one) => {
      const row = byId.get(one);
      return row ? [shape.print(row)] : [];
    }),
  };
};

const allIds = ({ deps, session }: Answering, query: SoqlQuery): string[] => {
  const rows = deps.org.select(session, {
    ...query,
    children: undefined,
    columns: [{ kind: 'field', path: ['Id'] }],
  });
  return rows.map(({ values }) => String(values[0]));
};

const answerQuery = (answering: Answering, query: SoqlQuery, pageSize: number) => {
  const { deps, session, base, locators } = answering;
  const shape = shapeOf(deps.org.schema, query, base);
  const rows = deps.org.select(session, {
    ...shape.plan,
    limit: Math.min(query.limit ?? Infinity, pageSize + 1),
  });
  if (isCount(query)) return counted(rows, query.limit);
  if (rows.length <= pageSize) {
    return { totalSize: rows.length, done: true, records: rows.map((row) => shape.print(row)) };
  }
  if (isGrouped(query) && !groupsDoNotPage) {
    return { totalSize: rows.length, done: true, records: rows.map((row) => shape.print(row)) };
  }
  if (isGrouped(query)) {
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    );
  }
  const cursor = { userId: session.userId, query, ids: allIds(answering, query), pageSize };
  return page(answering, locators.open(cursor), 0, cursor);
};

const textOf = (request: Request): string => {
  const { q } = request.query;
  if (typeof q === 'string' && q.trim()) return q;
  throw new ApiError(400, 'MALFORMED_QUERY', 'SOQL statement missing: q');
};

/** `query`, `queryAll` and their further pages. */
export const queryRoutes = (deps: ApiDeps): Router => {
  const router = restRouter();
  const locators = new Locators(deps.now);
  const answering = (request: Request): Answering => ({
    deps,
    locators,
    base: request.baseUrl,
    session: deps.sessionOf(request),
  });
  router.get(['/query', '/queryAll'], (request, response) => {
    const context = answering(request);
    const parsed = deps.soql(textOf(request), context.session);
    const query = /^\/queryall/i.test(request.path) ? { ...parsed, allRows: true } : parsed;
    if (request.query.columns === 'true') {
      response.json(columnMetadata(deps.org.schema, query));
      return;
    }
    response.json(
      answerQuery(context, query, pageSizeOf(request, deps.allocations.limits.queryPage)),
    );
  });
  router.get(/^\/query(?:All)?\/([\w-]+)$/i, (request, response) => {
    const context = answering(request);
    const { id, from, cursor } = locators.find(String(request.params[0]), context.session.userId);
    response.json(page(context, id, from, cursor));
  });
  return router;
};
