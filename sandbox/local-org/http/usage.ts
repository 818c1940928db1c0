import type { Request, RequestHandler, Response } from 'express';
import { rule } from '../rules/rule.ts';
import { type Allocations, refuseLongRequests, refuseMoreRequests } from '../limits/allocations.ts';

const tells = rule('http.limit-info');

/**
 * `Sforce-Limit-Info`, with this call counted.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
const tellUsage = ({ apiRequests: { max, used } }: Allocations, response: Response): void => {
  if (tells) response.set('Sforce-Limit-Info', `api-usage=${used}/${max}`);
};

/** Counts the call and says so on the answer. Throws ApiError where the org may take no more; that call is not counted. */
export const takeRequest = (allocations: Allocations, response: Response): void => {
  try {
    refuseMoreRequests(allocations);
    refuseLongRequests(allocations);
    allocations.apiRequests.add();
  } finally {
    tellUsage(allocations, response);
  }
  response.once('close', allocations.running.begin());
};

export const countRequests =
  (allocations: Allocations): RequestHandler =>
  (_request: Request, response, next) => {
    takeRequest(allocations, response);
    next();
  };
