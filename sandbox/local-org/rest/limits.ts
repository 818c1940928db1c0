import { Router, type Request } from 'express';
import { ApiError } from '../engine/types.ts';
import type { ApiDeps } from '../http/deps.ts';
import type { DailyCount } from '../limits/allocations.ts';

const resources = [
  'composite',
  'graphql',
  'jobs',
  'limits',
  'query',
  'queryAll',
  'sobjects',
  'ui-api',
];

const megabyte = 1024 * 1024;

const allocation = (Max: number, Remaining = Max) => ({ Max, Remaining });

const daily = ({ max, remaining }: DailyCount) => allocation(max, remaining);

/** Files are not kept here, and the results of query jobs are not added up: these two are never used. */
const printLimits = ({ allocations, org }: ApiDeps) => {
  const { limits } = allocations;
  const used = Math.ceil(org.storage().usedBytes / megabyte);
  return {
    DailyApiRequests: daily(allocations.apiRequests),
    DailyBulkApiBatches: daily(allocations.bulkBatches),
    DailyBulkV2QueryFileStorageMB: allocation(976_562),
    DailyBulkV2QueryJobs: daily(allocations.bulkQueryJobs),
    DailyDeliveredPlatformEvents: daily(allocations.deliveredEvents),
    DataStorageMB: allocation(limits.dataStorageMB, Math.max(0, limits.dataStorageMB - used)),
    FileStorageMB: allocation(limits.fileStorageMB),
  };
};

/**
 * Salesforce asks for View Setup and Configuration, which local-org does not know: View All Data stands for it.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-record-count.md
 */
const recordCounts = ({ org, sessionOf }: ApiDeps, request: Request) => {
  const session = sessionOf(request);
  const asked = typeof request.query.sObjects === 'string' ? request.query.sObjects : undefined;
  const names = asked?.split(',').map((name) => name.trim().toLowerCase());
  if (!session.mayObject('Organization', 'modifyAll')) {
    const message = 'You do not have access to the requested resource';
    throw new ApiError(403, 'INSUFFICIENT_ACCESS', message);
  }
  const wanted = org.schema.objects.filter(
    ({ name }) => names === undefined || names.includes(name.toLowerCase()),
  );
  return { sObjects: wanted.map(({ name }) => ({ count: org.recordCount(name), name })) };
};

/**
 * The list of resources, `limits` and `limits/recordCount`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 */
export const limitRoutes = (deps: ApiDeps): Router => {
  const router = Router();
  router.get('/', (request, response) => {
    response.json(
      Object.fromEntries(resources.map((name) => [name, `${request.baseUrl}/${name}`])),
    );
  });
  router.get('/limits', (_request, response) => {
    response.json(printLimits(deps));
  });
  router.get('/limits/recordCount', (request, response) => {
    response.json(recordCounts(deps, request));
  });
  return router;
};
