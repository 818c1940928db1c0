import { Router } from 'express';
import type { ApiDeps } from '../http/deps.ts';
import type { ApiUsage } from '../http/usage.ts';
import { collectionRoutes } from './collections.ts';
import { describeRoutes } from './describe.ts';
import { queryRoutes } from './query.ts';
import { recordRoutes } from './records.ts';
import { limitRoutes } from './limits.ts';

/** The REST API, to be mounted at `/services/data/vXX.0`. */
export const restRoutes = (deps: ApiDeps, usage: ApiUsage): Router =>
  Router().use(
    limitRoutes(usage),
    queryRoutes(deps),
    collectionRoutes(deps),
    describeRoutes(deps),
    recordRoutes(deps),
  );
