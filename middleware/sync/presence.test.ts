import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { io } from '../runtime.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { openPresence, type Presence } from './presence.ts';

const clientSecret = 'org secret';
const { signal } = new AbortController();

describe('what Salesforce has', () => {
  let org: LocalOrg;
  let presence: Presence;
  before(async () => {
    org = await startLocalOrg({ clientSecret });
    const settings = { loginUrl: org.url, clientId: org.clientId, clientSecret };
    presence = openPresence(await openSalesforce(settings, io));
  });
  after(() => org.close());

  it('is told by the external ids of what is there and not marked as removed', async () => {
    const object = 'Commerce_Order__c';
    const columns = ['External_Id__c', 'Name', 'Store__c', 'Removed__c'];
    const rows = [
      ['shopify:a:1', '#1', 'shopify:a', false],
      ['shopify:a:2', '#2', 'shopify:a', true],
    ];
    const request = { object, operation: 'insert' as const, columns, rows };
    const results = org.org.save(org.org.systemSession(), request);
    assert.ok(results.every(({ success }) => success));
    const asked = ['shopify:a:1', 'shopify:a:2', "shopify:a:o'3"];
    assert.deepEqual(await presence.among('order', asked, signal), new Set(['shopify:a:1']));
    assert.deepEqual(await presence.among('customer', asked, signal), new Set());
  });

  it('is nothing of a model that has no record of its own', async () => {
    assert.deepEqual(await presence.among('product', ['shopify:a:1'], signal), new Set());
  });
});
