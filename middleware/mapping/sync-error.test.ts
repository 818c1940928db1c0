import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { explain, type Fault } from './fault-words.ts';
import {
  resolvedError,
  syncErrorFields,
  syncErrorId,
  syncErrorRecord,
  syncErrorState,
  syncRunFields,
  syncRunRecord,
  type SyncError,
} from './index.ts';
import { payloadText } from './payload.ts';

const fault = (code: string, message: string, fields: string[] = []): Fault => {
  return { object: 'Commerce_Order__c', externalId: 'shopify:giftshop:1', code, message, fields };
};

const error: SyncError = {
  ...{ key: 'order/shopify:giftshop:1', store: 'shopify:giftshop', model: 'order' },
  ...{ stage: 'write', reason: 'said', faults: [], raw: null, attempts: 2, correlation: 'c-1' },
  firstSeenAt: '2026-01-31T08:26:00.000Z',
  lastSeenAt: '2026-02-01T08:26:00.000Z',
};

describe('a record that is not in Salesforce', () => {
  it("is told with the org's own rule, and what to do about it", () => {
    const rule = fault('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'No orders above 1,000.', ['Total__c']);
    const record = syncErrorRecord({ ...error, faults: [rule] });
    assert.equal(
      record['Reason__c'],
      'A validation rule of this org refused it: "No orders above 1,000."',
    );
    assert.match(String(record['What_To_Do__c']), /^Setup > Object Manager > Commerce Order > /);
    assert.equal(record['Record__c'], 'shopify:giftshop:1');
    assert.equal(record['Code__c'], 'FIELD_CUSTOM_VALIDATION_EXCEPTION');
    assert.match(String(record['Details__c']), /EXCEPTION: No orders above 1,000\. \[Total__c\]$/);
  });

  it('has a reason and something to do for whatever Salesforce says', () => {
    const stage = fc.constantFrom(...(['read', 'map', 'write', 'waiting', 'retry'] as const));
    const codes = ['REQUIRED_FIELD_MISSING', 'STRING_TOO_LONG', 'DUPLICATES_DETECTED', 'NEW_CODE'];
    const code = fc.constantFrom(...codes, 'INVALID_FIELD', 'UNABLE_TO_LOCK_ROW');
    const said = fc.string({ maxLength: 600 });
    const anyFault = fc.option(fc.tuple(code, said).map(([one, text]) => fault(one, text)));
    fc.assert(
      fc.property(stage, anyFault, said, (where, what, text) => {
        const { reason, whatToDo } = explain(where, what, text || 'unknown');
        return [reason, whatToDo].every((one) => one.length > 0 && one.length <= 255);
      }),
    );
  });

  it('that waits needs nobody', () => {
    for (const stage of ['waiting', 'retry'] as const) {
      const code = stage === 'waiting' ? 'INVALID_FIELD' : 'UNABLE_TO_LOCK_ROW';
      assert.match(explain(stage, fault(code, 'm'), '').whatToDo, /^Nothing: it is tried again/);
    }
  });

  it('names no more fields than are listed as written, and all of those', () => {
    const written = new Set([
      ...Object.keys(syncErrorRecord(error)),
      ...Object.keys(syncErrorState('open', null, error.firstSeenAt)),
      ...Object.keys(resolvedError(error.key, 'Done.', error.firstSeenAt)),
    ]);
    assert.deepEqual([...written].sort(), [...syncErrorFields].sort());
    const run = { id: 'r', store: 's', model: 'order', mode: 'delta', state: 'done', counts: {} };
    const times = { startedAt: error.firstSeenAt, endedAt: null, message: null, correlation: null };
    assert.deepEqual(
      Object.keys(syncRunRecord({ ...run, ...times }, 0)).sort(),
      [...syncRunFields].sort(),
    );
    const message = syncRunRecord({ ...run, ...times, message: 'Failed.' }, 12)['Message__c'];
    assert.match(String(message), /^… and 12 more errors than are shown: .*\. Failed\.$/);
  });

  it('has an id that fits, and is another for another record', () => {
    const long = 'order/shopify:giftshop:'.padEnd(300, '1');
    assert.equal(syncErrorId(error.key), error.key);
    assert.ok(syncErrorId(long).length <= 255);
    assert.notEqual(syncErrorId(long), syncErrorId(`${long}2`));
  });
});

describe('the payload', () => {
  const order = {
    ...{ id: 1, name: '#1001', email: 'jane.roe@example.com', access_token: 'shpat_0123456789' },
    shipping_address: { first_name: 'Jane', address1: '1 High St', zip: 'N1 9GU', city: 'London' },
    ...{ phone: '+44 20 7946 0958', note: 'ask jane.roe@example.com', total: '12.50' },
    ...{ Ship_To_Street__c: '1 High St', browser_ip: '10.0.0.1', latitude: 51.53 },
  };
  const told = ['jane.roe', 'shpat_', 'High St', 'N1 9GU', '7946', '10.0.0.1', '51.53', '"Jane"'];

  it('shows what an admin needs, and no secret and nobody', () => {
    const shown = payloadText(JSON.stringify(order)) ?? '';
    for (const one of told) assert.equal(shown.includes(one), false, one);
    for (const one of ['#1001', '12.50', 'London', 'j…@example.com', '…58', 'J…']) {
      assert.ok(shown.includes(one), `${one} in ${shown}`);
    }
  });

  it('shows none of it wherever it is cut off', () => {
    // An address in free text that is cut off before its @ is no address any more.
    const whole = JSON.stringify({ ...order, note: '' });
    for (let end = 1; end <= whole.length; end += 1) {
      const shown = payloadText(whole.slice(0, end)) ?? '';
      for (const one of told) assert.equal(shown.includes(one), false, `${one} at ${end}`);
      assert.doesNotMatch(shown, /"address1": ?"1/);
    }
  });

  it('fits its field, and is empty where there is nothing', () => {
    assert.equal(payloadText(null), null);
    assert.ok((payloadText(JSON.stringify({ text: 'x'.repeat(50_000) })) ?? '').length <= 10_000);
  });
});
