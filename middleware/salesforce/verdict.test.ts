import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingParent, parseRowError, stateOf } from './verdict.ts';

const read = (text: string) => parseRowError('Commerce_Order__c', 'shopify:a:1', text);

describe('an error of a row', () => {
  it('is read in all its forms', () => {
    const { code, message, fields } = read(
      'STRING_TOO_LONG:SKU: data value too large: a:b, c (max length=255):SKU__c --',
    );
    assert.equal(code, 'STRING_TOO_LONG');
    assert.equal(message, 'SKU: data value too large: a:b, c (max length=255)');
    assert.deepEqual(fields, ['SKU__c']);
    const two = read(
      'REQUIRED_FIELD_MISSING:Required fields are missing: [Name, X__c]:Name X__c --',
    );
    assert.deepEqual(two.fields, ['Name', 'X__c']);
    const none = read('DUPLICATE_VALUE:duplicate value found: A on record with id: 001--');
    assert.deepEqual([none.code, none.fields], ['DUPLICATE_VALUE', []]);
    const odd = read('something else');
    assert.deepEqual([odd.code, odd.message], ['UNKNOWN', 'something else']);
  });

  it('names the parent that is missing', () => {
    const failure = read(
      'INVALID_FIELD:Foreign key external ID: shopify:a:9 not found for field External_Id__c in entity Commerce_Customer__c:--',
    );
    assert.deepEqual(missingParent(failure), {
      externalId: 'shopify:a:9',
      object: 'Commerce_Customer__c',
    });
    assert.equal(
      stateOf([failure], () => false),
      'waiting-parent',
    );
    assert.equal(
      stateOf([failure], () => true),
      'retry',
    );
  });

  it('that a person must correct outweighs one that passes', () => {
    const locked = read('UNABLE_TO_LOCK_ROW:unable to obtain exclusive access:--');
    const long = read('STRING_TOO_LONG:too long:Name --');
    assert.equal(
      stateOf([locked], () => false),
      'retry',
    );
    assert.equal(
      stateOf([locked, long], () => false),
      'rejected',
    );
    assert.equal(
      stateOf([], () => false),
      'written',
    );
  });
});
