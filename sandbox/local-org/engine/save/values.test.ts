import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, insertShelf, library, saveOne, valuesOf, verdict } from '../testing.ts';

const shelf = 'Shelf__c';

test('each type refuses what it cannot hold, in words that name the field', (t) => {
  const made = library((clean) => t.after(clean));
  const cases: [string, unknown, string][] = [
    [
      'Text__c',
      'x'.repeat(11),
      `STRING_TOO_LONG: Text: data value too large: ${'x'.repeat(11)} (max length=10) [Text__c]`,
    ],
    [
      'Email__c',
      'nobody',
      'INVALID_EMAIL_ADDRESS: Email: invalid email address: nobody [Email__c]',
    ],
    [
      'Number__c',
      'many',
      "INVALID_FIELD: Failed to deserialize field at col 1. Due to, 'many' is not a valid value for the type xsd:double [Number__c]",
    ],
    [
      'Number__c',
      '100000000000000',
      'NUMBER_OUTSIDE_VALID_RANGE: Number: value outside of valid range on numeric field: 100000000000000 [Number__c]',
    ],
    [
      'Flag__c',
      'perhaps',
      "INVALID_FIELD: Failed to deserialize field at col 1. Due to, 'perhaps' is not a valid value for the type xsd:boolean [Flag__c]",
    ],
    [
      'Date__c',
      '2026-02-30',
      "INVALID_FIELD: Failed to deserialize field at col 1. Due to, '2026-02-30' is not a valid value for the type xsd:date [Date__c]",
    ],
    [
      'Time__c',
      '31/12/2026',
      "INVALID_FIELD: Failed to deserialize field at col 1. Due to, '31/12/2026' is not a valid value for the type xsd:dateTime [Time__c]",
    ],
    [
      'Kind__c',
      'blue',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Kind: bad value for restricted picklist field: blue [Kind__c]',
    ],
    [
      'Kinds__c',
      'red;blue',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Kinds: bad value for restricted picklist field: blue [Kinds__c]',
    ],
    [
      'Account__c',
      'nothing',
      'MALFORMED_ID: Account: id value of incorrect type: nothing [Account__c]',
    ],
    [
      'Account__c',
      made.admin.userId,
      `MALFORMED_ID: Account: id value of incorrect type: ${made.admin.userId} [Account__c]`,
    ],
    [
      'Account__c',
      '001gL0000000777',
      'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id: 001gL0000000777 [Account__c]',
    ],
    [
      'CreatedDate',
      '2026-01-01T00:00:00Z',
      'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: CreatedDate. Please check the security settings of this field and verify that it is read/write for your profile or permission set. [CreatedDate]',
    ],
  ];
  for (const [name, value, expected] of cases) {
    assert.equal(verdict(insertShelf(made, { [name]: value }, true)), expected);
  }
});

test('JSON refuses the same, without the column', (t) => {
  const made = library((clean) => t.after(clean));
  const given = [
    ['Number__c', true, 'double from VALUE_TRUE'],
    ['Flag__c', 'perhaps', 'boolean from VALUE_STRING'],
    ['Date__c', 20260131, 'date from VALUE_NUMBER_INT'],
    ['Time__c', '2026-01-31', 'datetime from VALUE_STRING'],
  ] as const;
  for (const [name, value, what] of given) {
    assert.equal(
      verdict(insertShelf(made, { [name]: value })),
      `JSON_PARSER_ERROR: Cannot deserialize instance of ${what} value ${String(value)} or request may be missing a required field []`,
    );
  }
  assert.equal(
    verdict(insertShelf(made, { Number__c: '2.50', Flag__c: 'true', Text__c: 7 })),
    'ok',
  );
});

test('values come back as they were written: trimmed text, decimals beyond the scale, whole seconds in UTC', (t) => {
  const made = library((clean) => t.after(clean));
  const given = {
    Text__c: '  a b ',
    Email__c: '',
    Number__c: '2.123456',
    Date__c: '2026-01-31',
    Time__c: '2026-01-31T09:26:00.789+01:00',
    Kind__c: 'red',
    Kinds__c: 'green;red',
    Open__c: 'anything',
  };
  assert.equal(verdict(insertShelf(made, given, true)), 'ok');
  const columns = [...Object.keys(given), 'Flag__c'].map((name) => field(name));
  assert.deepEqual(valuesOf(made.org, made.admin, { object: shelf, columns }), [
    [
      'a b',
      null,
      2.123456,
      '2026-01-31',
      '2026-01-31T08:26:00.000+0000',
      'red',
      'green;red',
      'anything',
      true,
    ],
  ]);
});

test('a required field may not be missing or cleared', (t) => {
  const made = library((clean) => t.after(clean));
  const missing = 'REQUIRED_FIELD_MISSING: Required fields are missing: [Key__c] [Key__c]';
  assert.equal(verdict(insertShelf(made, { Key__c: undefined })), missing);
  const { id } = insertShelf(made, {});
  const cleared = saveOne(made.org, made.admin, shelf, 'update', { Id: id, Key__c: null });
  assert.equal(verdict(cleared), missing);
  assert.equal(
    verdict(saveOne(made.org, made.admin, 'Contact', 'insert', { FirstName: 'Ann' })),
    'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName] [LastName]',
  );
});

test('names are the id where none is given, counted where numbered, and made of a person’s names', (t) => {
  const { org, admin } = library((clean) => t.after(clean));
  const { id } = saveOne(org, admin, shelf, 'insert', { Key__c: '1' });
  saveOne(org, admin, 'Label__c', 'insert', { Shelf__c: id });
  saveOne(org, admin, 'Contact', 'insert', { FirstName: 'Ann', LastName: 'Smith' });
  const names = [shelf, 'Label__c', 'Contact'].map(
    (object) => valuesOf(org, admin, { object, columns: [field('Name')] })[0]?.[0],
  );
  assert.deepEqual(names, [id, 'L-0001', 'Ann Smith']);
});
