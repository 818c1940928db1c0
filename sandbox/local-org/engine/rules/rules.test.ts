import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { LocalOrgEngine } from '../org.ts';
import { field, idOf, library, saveOne, valuesOf, verdict } from '../testing.ts';
import { type Metadata, validationRule, writeMetadata } from './testing.ts';

const open = (context: TestContext, metadata: Metadata) => {
  const after = (clean: () => void) => context.after(clean);
  const opened = library(after);
  const folder = writeMetadata(after, metadata);
  (opened.org as LocalOrgEngine).addAdminMetadata(folder);
  const save = (object: string, operation: 'insert' | 'update', values: object) =>
    saveOne(opened.org, opened.admin, object, operation, values as Record<string, unknown>);
  return { ...opened, save };
};

const rule = (object: string, name: string) =>
  `objects/${object}/validationRules/${name}.validationRule`;

test('every validation rule that is broken is told, at its field', (context) => {
  const { save } = open(context, {
    [rule('Shelf__c', 'One')]: validationRule('ISBLANK(Text__c)', 'Text, please.', 'Text__c'),
    [rule('Shelf__c', 'Two')]: validationRule('Number__c < 0', 'Not below zero.'),
    [rule('Shelf__c', 'Off')]: ['ValidationRule', '<active>false</active>'],
  });
  const { errors, success } = save('Shelf__c', 'insert', { Key__c: 'k', Number__c: -1 });
  assert.equal(success, false);
  assert.deepEqual(errors, [
    {
      statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: 'Text, please.',
      fields: ['Text__c'],
    },
    { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Not below zero.', fields: [] },
  ]);
  assert.equal(verdict(save('Shelf__c', 'insert', { Key__c: 'k', Text__c: 'x' })), 'ok');
});

test('a rule of the same name takes the place of the one before', (context) => {
  const after = (clean: () => void) => context.after(clean);
  const { org, admin } = library(after);
  const limit = (formula: string) => {
    const metadata = { [rule('Shelf__c', 'Limit')]: validationRule(formula, 'Too much.') };
    (org as LocalOrgEngine).addAdminMetadata(writeMetadata(after, metadata));
  };
  const save = (Number__c: number) =>
    verdict(saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: String(Number__c), Number__c }));
  limit('Number__c > 1');
  assert.match(save(5), /Too much/);
  limit('Number__c > 9');
  assert.equal(save(5), 'ok');
  assert.match(save(10), /Too much/);
});

test('an update is judged by the record as it will be, and as it was', (context) => {
  const frozen = 'AND(NOT(ISNEW()), ISCHANGED(Text__c), PRIORVALUE(Text__c) = "final")';
  const { save } = open(context, {
    [rule('Shelf__c', 'Frozen')]: validationRule(frozen, 'Final is final.'),
    [rule('Shelf__c', 'Both')]: validationRule('Text__c = "low" && Number__c > 1', 'Too much.'),
  });
  const { id } = save('Shelf__c', 'insert', { Key__c: 'k', Number__c: 5, Text__c: 'x' });
  const change = (values: object) => verdict(save('Shelf__c', 'update', { Id: id, ...values }));
  assert.match(change({ Text__c: 'low' }), /Too much/);
  assert.equal(change({ Number__c: 1, Text__c: 'final' }), 'ok');
  assert.equal(change({ Text__c: 'final', Number__c: 2 }), 'ok');
  assert.match(change({ Text__c: 'other' }), /Final is final/);
});

test('parents are read through their relationship', (context) => {
  const { save } = open(context, {
    [rule('Book__c', 'Shelf')]: validationRule('Shelf__r.Text__c = "full"', 'The shelf is full.'),
    [rule('Book__c', 'Account')]: validationRule('Shelf__r.Account__r.Name = "Closed"', 'Closed.'),
  });
  const account = save('Account', 'insert', { Name: 'Closed' }).id;
  const full = save('Shelf__c', 'insert', { Key__c: 'full', Text__c: 'full' }).id;
  const closed = save('Shelf__c', 'insert', { Key__c: 'closed', Account__c: account }).id;
  const book = (shelf: string | null, Key__c: string) =>
    verdict(save('Book__c', 'insert', { Key__c, Shelf__c: shelf }));
  assert.match(book(full, '1'), /The shelf is full/);
  assert.match(book(closed, '2'), /Closed/);
  const free = save('Shelf__c', 'insert', { Key__c: 'free' }).id;
  assert.equal(book(free, '3'), 'ok');
});

test("an administrator's own fields: required, unique, restricted", (context) => {
  const value = (name: string) => `<value><fullName>${name}</fullName></value>`;
  const { save } = open(context, {
    'objects/Account/fields/Tier__c.field': [
      'CustomField',
      `<fullName>Tier__c</fullName><label>Tier</label><type>Picklist</type><required>true</required><valueSet><restricted>true</restricted><valueSetDefinition>${value('Gold')}${value('Tin')}</valueSetDefinition></valueSet>`,
    ],
    'objects/Account/fields/Tax__c.field': [
      'CustomField',
      '<fullName>Tax__c</fullName><label>Tax</label><type>Text</type><length>20</length><unique>true</unique>',
    ],
  });
  const account = (values: object) => verdict(save('Account', 'insert', { Name: 'A', ...values }));
  assert.equal(
    account({}),
    'REQUIRED_FIELD_MISSING: Required fields are missing: [Tier__c] [Tier__c]',
  );
  assert.match(account({ Tier__c: 'Mud' }), /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST/);
  assert.equal(account({ Tier__c: 'Tin', Tax__c: '1' }), 'ok');
  assert.match(account({ Tier__c: 'Tin', Tax__c: '1' }), /^DUPLICATE_VALUE/);
});

const matching = (more = '', method = 'Exact'): Metadata[string] => [
  'MatchingRules',
  `<matchingRules><fullName>By_Text</fullName>${more}<matchingRuleItems><fieldName>Text__c</fieldName><matchingMethod>${method}</matchingMethod><blankValueBehavior>NullNotAllowed</blankValueBehavior></matchingRuleItems></matchingRules>`,
];
const duplicates = (action: string, security = 'BypassSharingRules'): Metadata[string] => [
  'DuplicateRule',
  `<actionOnInsert>${action}</actionOnInsert><actionOnUpdate>${action}</actionOnUpdate><alertText>We have that.</alertText><duplicateRuleMatchRules><matchRuleSObjectType>Shelf__c</matchRuleSObjectType><matchingRule>By_Text</matchingRule></duplicateRuleMatchRules><isActive>true</isActive><operationsOnInsert>Alert</operationsOnInsert><operationsOnUpdate>Report</operationsOnUpdate><securityOption>${security}</securityOption>`,
];
const rules = (action: string, security?: string): Metadata => ({
  'matchingRules/Shelf__c.matchingRule': matching(),
  'duplicateRules/Shelf__c.By_Text.duplicateRule': duplicates(action, security),
});

test('a duplicate is refused; blanks are none, nor is the record itself', (context) => {
  const { save } = open(context, rules('Block'));
  const first = save('Shelf__c', 'insert', { Key__c: '1', Text__c: 'same' });
  const shelf = (Key__c: string, Text__c: string | null) =>
    verdict(save('Shelf__c', 'insert', { Key__c, Text__c }));
  assert.equal(shelf('2', 'Same'), 'DUPLICATES_DETECTED: We have that. []');
  assert.deepEqual([shelf('3', null), shelf('4', null), shelf('5', 'other')], ['ok', 'ok', 'ok']);
  const itself = { Id: first.id, Text__c: 'SAME' };
  assert.equal(verdict(save('Shelf__c', 'update', itself)), 'ok');
});

test('an alert is one that the caller may acknowledge, a block is not; a report says nothing', (context) => {
  for (const [action, known] of [
    ['Allow', 'ok'],
    ['Block', 'DUPLICATES_DETECTED: We have that. []'],
  ] as const) {
    const { admin, org, save } = open(context, rules(action));
    const first = save('Shelf__c', 'insert', { Key__c: '1', Text__c: 'same' });
    const other = save('Shelf__c', 'insert', { Key__c: '2', Text__c: 'other' });
    const request = { object: 'Shelf__c', columns: ['Key__c', 'Text__c'], rows: [['3', 'same']] };
    const insert = { ...request, operation: 'insert' } as const;
    assert.match(verdict(org.save(admin, insert)[0]), /^DUPLICATES_DETECTED/);
    assert.equal(verdict(org.save(admin, { ...insert, allowDuplicates: true })[0]), known);
    const update = verdict(save('Shelf__c', 'update', { Id: other.id, Text__c: 'same' }));
    assert.equal(update === 'ok', action === 'Allow');
    assert.ok(first.success);
  }
});

test('with sharing enforced, what the user may not see is no duplicate', (context) => {
  for (const [security, expected] of [
    ['EnforceSharingRules', 'ok'],
    ['BypassSharingRules', 'DUPLICATES_DETECTED: We have that. []'],
  ] as const) {
    const { org, save, user } = open(context, rules('Block', security));
    save('Shelf__c', 'insert', { Key__c: '1', Text__c: 'same' });
    const clerk = user('clerk', ['Clerk']);
    const own = saveOne(org, clerk, 'Shelf__c', 'insert', { Key__c: '2', Text__c: 'same' });
    assert.equal(verdict(own), expected);
  }
});

const type = (name: string, values: readonly string[], active = 'true'): Metadata[string] => [
  'RecordType',
  `<fullName>${name}</fullName><label>${name}</label><active>${active}</active><picklistValues><picklist>Kind__c</picklist>${values.map((one) => `<values><fullName>${one}</fullName></values>`).join('')}</picklistValues>`,
];
const visibility = (recordType: string, byDefault = 'false') =>
  `<recordTypeVisibilities><recordType>Shelf__c.${recordType}</recordType><visible>true</visible><default>${byDefault}</default></recordTypeVisibilities>`;

test('record types: those that the user has, the default one, and their picklist values', (context) => {
  const { admin, org, save } = open(context, {
    'objects/Shelf__c/recordTypes/Warm.recordType': type('Warm', ['red']),
    'objects/Shelf__c/recordTypes/Cold.recordType': type('Cold', ['green']),
    'objects/Shelf__c/recordTypes/Secret.recordType': type('Secret', ['red']),
    'objects/Shelf__c/recordTypes/Old.recordType': type('Old', ['red'], 'false'),
    'profiles/Admin.profile': [
      'Profile',
      visibility('Warm', 'true') + visibility('Cold') + visibility('Old'),
    ],
  });
  const shelf = (values: object) => save('Shelf__c', 'insert', { Key__c: 'k', ...values });
  const wrong =
    /^INVALID_CROSS_REFERENCE_KEY: Record Type ID: this ID value isn't valid for the user: 012/;
  for (const name of ['Secret', 'Old']) {
    assert.match(verdict(shelf({ RecordTypeId: idOf(org, 'RecordType', name) })), wrong);
  }
  const bad =
    /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Kind: bad value for restricted picklist field: green/;
  assert.match(verdict(shelf({ Kind__c: 'green' })), bad);
  const made = shelf({ Kind__c: 'red' });
  const columns = [field('RecordType', 'DeveloperName')];
  assert.deepEqual(valuesOf(org, admin, { object: 'Shelf__c', columns }), [['Warm']]);
  const cold = { Id: made.id, RecordTypeId: idOf(org, 'RecordType', 'Cold') };
  assert.match(verdict(save('Shelf__c', 'update', cold)), /restricted picklist field: red/);
  assert.equal(verdict(save('Shelf__c', 'update', { ...cold, Kind__c: 'green' })), 'ok');
});

test('a folder that cannot be taken whole is refused, with all that is wrong', (context) => {
  const metadata: Metadata = {
    'objects/Shelf__c/fields/Sum__c.field': [
      'CustomField',
      '<fullName>Sum__c</fullName><type>Number</type><formula>1</formula>',
    ],
    'matchingRules/Shelf__c.matchingRule': matching('', 'FirstName'),
    'objects/Nothing/validationRules/A.validationRule': validationRule('TRUE'),
  };
  assert.throws(
    () => open(context, metadata),
    (error: Error) => {
      for (const part of [
        /Sum__c\.field-meta\.xml/,
        /matches exactly only, not by FirstName/,
        /know object Nothing/,
      ]) {
        assert.match(error.message, part);
      }
      return true;
    },
  );
  assert.throws(
    () => open(context, { [rule('Shelf__c', 'Bad')]: validationRule('NOW(') }),
    /Shelf__c\.Bad/,
  );
});

test('a locked row: itself and what hangs from it, so many saves long', (context) => {
  const { org, save } = open(context, {});
  const shelf = save('Shelf__c', 'insert', { Key__c: 'a' }).id;
  const lock = (org as LocalOrgEngine).holdRow({
    object: 'Shelf__c',
    record: { Key__c: 'a' },
    times: 2,
  });
  const book = () => verdict(save('Book__c', 'insert', { Key__c: 'b', Shelf__c: shelf }));
  assert.match(book(), /^UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record/);
  assert.match(verdict(save('Shelf__c', 'update', { Id: shelf, Text__c: 'x' })), /^UNABLE_TO_LOCK/);
  assert.equal(book(), 'ok');
  assert.equal(lock.hits, 2);
});

test('a look-up that is emptied on delete does not lock its parent', (context) => {
  const { org, save } = open(context, {});
  const account = save('Account', 'insert', { Name: 'A' }).id;
  (org as LocalOrgEngine).holdRow({ object: 'Account', record: account ?? '', times: Infinity });
  const shelf = save('Shelf__c', 'insert', { Key__c: 'k', Account__c: account });
  assert.equal(verdict(shelf), 'ok');
});
