import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from 'jsforce';
import { startLocalOrg, type LocalOrgOptions } from '../index.ts';

const infoOf = async (options: LocalOrgOptions) => {
  const org = await startLocalOrg({ empty: true, ...options });
  const { accessToken, url: instanceUrl } = org;
  try {
    const connection = new Connection({ instanceUrl, accessToken, version: '66.0' });
    const info = await connection.soap.getUserInfo();
    assert.equal(info.organizationId, org.orgId);
    assert.equal(info.userName, org.username);
    return info;
  } finally {
    await org.close();
  }
};

test('jsforce learns what the org has switched on', async () => {
  const plain = await infoOf({});
  assert.equal(plain.organizationMultiCurrency, false);
  assert.equal(plain.orgHasPersonAccounts, false);
  assert.equal(plain.orgDefaultCurrencyIsoCode, 'GBP');
  assert.equal(plain.userDefaultCurrencyIsoCode, null);
  assert.deepEqual([plain.userTimeZone, plain.userLocale], ['UTC', 'en_GB']);
  const rich = await infoOf({ personAccounts: true, currencies: ['CHF', 'EUR'] });
  assert.equal(rich.organizationMultiCurrency, true);
  assert.equal(rich.orgHasPersonAccounts, true);
  assert.equal(rich.orgDefaultCurrencyIsoCode, null);
  assert.equal(rich.userDefaultCurrencyIsoCode, 'CHF');
});
