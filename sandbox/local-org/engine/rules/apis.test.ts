import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startLocalOrg } from '../../index.ts';
import { refusal, runJob, talkTo } from '../../limits/testing.ts';
import { validationRule, writeMetadata } from './testing.ts';

const matching =
  '<matchingRules><fullName>Mail</fullName><matchingRuleItems><fieldName>Email</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems></matchingRules>';
const duplicates =
  '<actionOnInsert>Allow</actionOnInsert><actionOnUpdate>Allow</actionOnUpdate><operationsOnInsert>Alert</operationsOnInsert><duplicateRuleMatchRules><matchRuleSObjectType>Contact</matchRuleSObjectType><matchingRule>Mail</matchingRule></duplicateRuleMatchRules><isActive>true</isActive>';

const start = async (context: TestContext) => {
  const folder = writeMetadata((clean) => context.after(clean), {
    'objects/Contact/validationRules/Phone.validationRule': validationRule(
      'AND(ISBLANK(Phone), NOT(ISBLANK(Account.Website)))',
      'A phone number is needed.',
      'Phone',
    ),
    'objects/Commerce_Order__c/validationRules/Total.validationRule': validationRule(
      'Total__c < 0',
      'Totals are not negative.',
      'Total__c',
    ),
    'matchingRules/Contact.matchingRule': ['MatchingRules', matching],
    'duplicateRules/Contact.Mail.duplicateRule': ['DuplicateRule', duplicates],
  });
  const org = await startLocalOrg({ adminMetadata: folder });
  context.after(() => org.close());
  return { org, say: talkTo(org) };
};

test('REST, collections, UI API and Bulk tell what an administrator asks', async (context) => {
  const { org, say } = await start(context);
  const post = { method: 'POST' };
  const website = { Name: 'A', Website: 'https://a.example' };
  const { body: account } = await say('/sobjects/Account', { ...post, body: website });
  const contact = { LastName: 'L', AccountId: account.id as string };
  const rest = await say('/sobjects/Contact', { ...post, body: contact });
  assert.equal(refusal(rest), '400 FIELD_CUSTOM_VALIDATION_EXCEPTION A phone number is needed.');
  assert.deepEqual(rest.body[0].fields, ['Phone']);
  const records = [{ attributes: { type: 'Contact' }, ...contact }];
  const several = await say('/composite/sobjects', { ...post, body: { records } });
  const code = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
  assert.equal(several.body[0].errors[0].statusCode, code);
  const ui = await say('/ui-api/records', {
    ...post,
    body: { apiName: 'Contact', fields: contact },
  });
  assert.equal(ui.status, 400);
  assert.equal(ui.body.output.fieldErrors.Phone[0].errorCode, code);
  const job = await runJob(
    say,
    { object: 'Commerce_Order__c', operation: 'upsert', externalIdFieldName: 'External_Id__c' },
    'External_Id__c,Name,Total__c\na,1,-5\nb,2,5\n',
  );
  assert.deepEqual([job.state, job.numberRecordsFailed], ['JobComplete', 1]);
  const { body: failed } = await say(`/jobs/ingest/${job.id}/failedResults`);
  assert.match(
    failed as string,
    /"FIELD_CUSTOM_VALIDATION_EXCEPTION:Totals are not negative\.:Total__c --"/,
  );
  assert.equal(org.bulkCounters.chunksRowByRow, 1);
});

test('a caller who knows of duplicates may save them', async (context) => {
  const { say } = await start(context);
  const body = { LastName: 'L', Email: 'l@example.com' };
  const create = (headers = {}) => say('/sobjects/Contact', { method: 'POST', body, headers });
  assert.equal((await create()).status, 201);
  assert.equal(refusal(await create()), '400 DUPLICATES_DETECTED Use one of these records?');
  const known = { 'sforce-duplicate-rule-header': 'allowSave=true; runAsCurrentUser=true' };
  assert.equal((await create(known)).status, 201);
  const records = [{ attributes: { type: 'Contact' }, ...body }];
  const collection = (headers = {}) =>
    say('/composite/sobjects', { method: 'POST', body: { records }, headers });
  assert.equal((await collection()).body[0].errors[0].statusCode, 'DUPLICATES_DETECTED');
  assert.equal((await collection(known)).body[0].success, true);
});
