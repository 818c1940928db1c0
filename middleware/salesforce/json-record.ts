import type { SalesforceRecord } from './record.ts';

/** A record as REST takes it: `Order__r.External_Id__c` is a column in CSV and an object in JSON. */
export function jsonRecord(fields: SalesforceRecord): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [parent, field] = name.split('.');
    if (field === undefined) body[name] = value;
    else body[parent!] = value === null ? null : { [field]: value };
  }
  return body;
}
