import { Router } from 'express';
import type { ApiUsage } from '../http/usage.ts';

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

/** Allocations of an Enterprise org; only API requests are counted. */
const untouched = {
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DataStorageMB: 1024,
  FileStorageMB: 1024,
};

/**
 * The list of resources, and `limits`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 */
export const limitRoutes = (usage: ApiUsage): Router => {
  const router = Router();
  router.get('/', (request, response) => {
    response.json(
      Object.fromEntries(resources.map((name) => [name, `${request.baseUrl}/${name}`])),
    );
  });
  router.get('/limits', (_request, response) => {
    response.json({
      DailyApiRequests: { Max: usage.max, Remaining: usage.remaining },
      ...Object.fromEntries(
        Object.entries(untouched).map(([name, max]) => [name, { Max: max, Remaining: max }]),
      ),
    });
  });
  return router;
};
