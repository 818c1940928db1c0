import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createOrg } from '../engine/index.ts';
import type { ApiError } from '../engine/types.ts';
import { type Org } from '../engine/types.ts';
import { Allocations } from '../limits/allocations.ts';
import { uiApiRoutes } from './index.ts';

let org: Org;
let server: Server;
let account: string;
let contact: string;

before(async () => {
  org = createOrg({ file: ':memory:', packageDir: null });
  account = insert('Account', { Name: 'Gift Shop', Type: null });
  contact = insert('Contact', { LastName: 'Li', AccountId: account });
  const session = org.systemSession();
  const app = express();
  app.use(express.json());
  const now = () => new Date();
  const allocations = new Allocations(now);
  const deps = { org, dataDir: '', now, allocations, sessionOf: () => session };
  app.use('/v66.0', uiApiRoutes({ ...deps, soql: () => assert.fail('no SOQL here') }));
  app.use((error: ApiError, _request: Request, response: Response, _next: NextFunction) => {
    response.status(error.status).json([{ errorCode: error.errorCode, message: error.message }]);
  });
  server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
});
after(() => {
  server.closeAllConnections();
  server.close();
  org.close();
});

function insert(object: string, fields: Record<string, unknown>): string {
  const [result] = org.save(org.systemSession(), {
    object,
    operation: 'insert',
    columns: Object.keys(fields),
    rows: [Object.values(fields)],
  });
  assert.deepEqual(result?.errors, []);
  return result?.id ?? '';
}

async function call(path: string, method = 'GET', body?: object) {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/v66.0/ui-api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('a record comes with the fields asked for, parents nested, absent optional ones left out', async () => {
  const fields = 'fields=Contact.LastName,Contact.Account.Name&optionalFields=Contact.Nothing__c';
  const { status, body } = await call(`records/${contact}?${fields}`);
  assert.equal(status, 200);
  assert.deepEqual(
    [body['apiName'], body['id'], body['recordTypeInfo']],
    ['Contact', contact, null],
  );
  assert.match(String(body['lastModifiedDate']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const told = body['fields'] as Record<string, { displayValue: unknown; value: unknown }>;
  assert.deepEqual(Object.keys(told), ['LastName', 'Account']);
  assert.deepEqual(told['LastName'], { displayValue: null, value: 'Li' });
  assert.equal(told['Account']?.displayValue, 'Gift Shop');
  const parent = told['Account']?.value as { id: string; fields: unknown };
  assert.equal(parent.id, account);
  assert.deepEqual(parent.fields, { Name: { displayValue: null, value: 'Gift Shop' } });
});

test('unknown fields, records and parameters are refused', async () => {
  const refused = async (path: string) => {
    const { status, body } = await call(path);
    return `${status} ${(body as unknown as { errorCode: string }[])[0]?.errorCode}`;
  };
  assert.equal(await refused(`records/${contact}?fields=Contact.Nothing__c`), '400 INVALID_FIELD');
  assert.equal(await refused(`records/${contact}`), '400 MISSING_ARGUMENT');
  assert.equal(await refused('records/zzz?fields=Contact.Name'), '404 NOT_FOUND');
  const absent = `${account.slice(0, 8)}0000009`;
  assert.equal(await refused(`records/${absent}?fields=Account.Name`), '404 NOT_FOUND');
  assert.equal(await refused('object-info/Nothing__c'), '404 INVALID_TYPE');
});

test('several records have an outcome each', async () => {
  const { body } = await call(`records/batch/${account},zzz?fields=Account.Name`);
  assert.equal(body['hasErrors'], true);
  const results = body['results'] as { statusCode: number }[];
  assert.deepEqual(
    results.map(({ statusCode }) => statusCode),
    [200, 404],
  );
});

test('a record is created and changed, and a refusal names its field', async () => {
  const created = await call('records', 'POST', { apiName: 'Account', fields: { Name: 'New' } });
  assert.equal(created.status, 201);
  const id = String(created.body['id']);
  const changed = await call(`records/${id}`, 'PATCH', { fields: { Name: 'Newer' } });
  assert.deepEqual(changed.body['fields'], { Name: { displayValue: null, value: 'Newer' } });
  const refused = await call(`records/${id}`, 'PATCH', { fields: { Name: 'x'.repeat(300) } });
  assert.equal(refused.status, 400);
  const { fieldErrors } = refused.body['output'] as { fieldErrors: Record<string, unknown[]> };
  assert.deepEqual(Object.keys(fieldErrors), ['Name']);
});

test('a record is refused with what is missing, by field, or for want of an object', async () => {
  const unnamed = await call('records', 'POST', { apiName: 'Account', fields: {} });
  const { fieldErrors } = unnamed.body['output'] as {
    fieldErrors: Record<string, { errorCode: string; fieldLabel: string }[]>;
  };
  assert.deepEqual(
    [unnamed.status, fieldErrors['Name']?.[0]?.errorCode, fieldErrors['Name']?.[0]?.fieldLabel],
    [400, 'REQUIRED_FIELD_MISSING', 'Account Name'],
  );
  assert.equal((await call('records', 'POST', { fields: {} })).status, 400);
  assert.equal((await call('records', 'POST', { apiName: 'No__c', fields: {} })).status, 404);
});

test('defaults and the number of a record are told when it is read', async () => {
  const { body } = await call('records', 'POST', { apiName: 'Case', fields: { Subject: 'Late' } });
  const told = body['fields'] as Record<string, { value: unknown }>;
  assert.match(String(told['CaseNumber']?.value), /^\d{8}$/);
  const read = await call(`records/${String(body['id'])}?fields=Case.Status,Case.Priority`);
  assert.deepEqual(read.body['fields'], {
    Status: { displayValue: 'New', value: 'New' },
    Priority: { displayValue: 'Medium', value: 'Medium' },
  });
});

test('object info names fields and child relationships', async () => {
  const { body } = await call('object-info/Account');
  const fields = body['fields'] as Record<string, { dataType: string }>;
  assert.deepEqual(
    [body['label'], body['keyPrefix'], fields['Name']?.dataType],
    ['Account', '001', 'String'],
  );
  const children = body['childRelationships'] as { relationshipName: string }[];
  assert.ok(children.some(({ relationshipName }) => relationshipName === 'Contacts'));
});
