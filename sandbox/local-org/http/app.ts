import express, { Router, type Express, type RequestHandler } from 'express';
import { listVersions, isVersion } from './versions.ts';
import type { ApiDeps } from './deps.ts';
import { notFound, printErrors, refuseUnknown } from './errors.ts';
import { countRequests } from './usage.ts';
import { countSoap } from '../soap/count.ts';

export interface AppParts {
  readonly deps: ApiDeps;
  /** What tests want to go wrong. */
  readonly faults: RequestHandler;
  /** OAuth and identity: mounted at the root. */
  readonly oauth: Router;
  /** Mounted at the root too; its calls count as the others do. */
  readonly soap: Router;
  /** The APIs of `/services/data/vXX.0`, asked in this order. */
  readonly apis: readonly Router[];
}

/** 6 MB is where Salesforce ends a REST request; Bulk uploads are not JSON and have limits of their own. */
const jsonLimit = '6mb';

const knownVersion: RequestHandler<{ version: string }> = (request, _response, next) => {
  if (!isVersion(request.params.version)) throw notFound();
  next();
};

/** The org's HTTP surface. It does not listen. */
export const createApp = ({ deps, faults, oauth, soap, apis }: AppParts): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(faults);
  app.use(oauth);
  app.get('/services/data', (_request, response) => {
    response.json(listVersions());
  });
  app.use('/services/Soap', countSoap(deps.allocations));
  app.use(soap);
  const data = Router({ mergeParams: true });
  // Who is not let in uses nothing up.
  data.use((request, _response, next) => {
    deps.sessionOf(request);
    next();
  });
  data.use(countRequests(deps.allocations));
  data.use(express.json({ limit: jsonLimit, strict: false }));
  for (const api of apis) data.use(api);
  app.use('/services/data/:version', knownVersion, data);
  app.use(refuseUnknown);
  app.use(printErrors);
  return app;
};
