import { Router } from 'express';
import type { ApiDeps } from '../http/deps.ts';
import { collectionRoutes } from './collections.ts';
import { compositeRoutes } from './composite.ts';
import { describeRoutes } from './describe.ts';
import { graphRoutes } from './graph.ts';
import { queryRoutes } from './query.ts';
import { recordRoutes } from './records.ts';
import { limitRoutes } from './limits.ts';

/** The REST API, to be mounted at `/services/data/vXX.0`. */
export const restRoutes = (deps: ApiDeps): Router => {
  const resources = Router().use(
    queryRoutes(deps),
    collectionRoutes(deps),
    describeRoutes(deps),
    recordRoutes(deps),
  );
  return Router().use(
    limitRoutes(deps),
    compositeRoutes(deps, resources),
    graphRoutes(deps, resources),
    resources,
  );
};
