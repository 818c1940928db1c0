import type { SalesforceRecord } from '../salesforce/record.ts';

export interface StoreFacts {
  readonly name: string;
  readonly platform: string;
  readonly shopId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly url: string | null;
}

export const storeObject = 'Commerce_Store__c';
export const storeKeyField = 'External_Id__c';

/** What a store's own record says; written once a run, outside every hash. */
export function storeRecord(facts: StoreFacts): SalesforceRecord {
  return {
    Name: facts.name.slice(0, 80),
    Platform__c: facts.platform,
    Shop_Id__c: facts.shopId,
    Currency__c: facts.currency,
    Time_Zone__c: facts.timeZone,
    Url__c: facts.url,
  };
}

/** All that is ever written of it. */
export const storeFields: readonly string[] = [
  ...[storeKeyField, 'Name', 'Platform__c', 'Shop_Id__c', 'Currency__c', 'Time_Zone__c'],
  ...['Url__c', 'Connected_At__c', 'Checked_Through__c'],
];

/** Times are UTC ISO-8601. */
export const connectedAt = (time: string): SalesforceRecord => ({ Connected_At__c: time });
export const checkedThrough = (time: string): SalesforceRecord => ({ Checked_Through__c: time });
