import type { Request } from 'express';

/**
 * `Sforce-Duplicate-Rule-Header: allowSave=true`: the caller knows of duplicates and saves all the same. Its other
 * options say what the answer tells of them, which is nothing here.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html
 */
export const allowsDuplicates = (request: Request): boolean =>
  /allowSave\s*=\s*true/i.test(request.get('sforce-duplicate-rule-header') ?? '');
