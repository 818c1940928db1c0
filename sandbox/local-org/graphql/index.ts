import { Router } from 'express';
import { ApiError } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import { createExecutor, type GraphQLRequest } from './execute.ts';

/**
 * GraphQL: `POST /graphql` with `{query, variables, operationName}`, to be mounted at `/services/data/vXX.0`.
 * https://developer.salesforce.com/docs/platform/graphql/guide/graphql-about.html
 */
export function graphqlRoutes(deps: ApiDeps): Router {
  const execute = createExecutor(deps.org, () => deps.now());
  const router = Router();
  router.post('/graphql', async (request, response) => {
    const session = deps.sessionOf(request);
    response.json(await execute(readRequest(request.body), session));
  });
  return router;
}

function readRequest(body: unknown): GraphQLRequest {
  const { query } = (body ?? {}) as { query?: unknown };
  if (typeof query === 'string') return body as GraphQLRequest;
  throw new ApiError(400, 'INVALID_INPUT', 'The request body must be JSON with a "query"');
}
