import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { createOrg } from '../engine/index.ts';
import type { Session } from '../engine/types.ts';
import { bitmapsOf } from './bitmaps.ts';
import { selfSigned } from './certificate.ts';
import { layoutOf, type Slot } from './layout.ts';
import { Schemas } from './schemas.ts';
import { Topics } from './topics.ts';

const open = (t: TestContext) => {
  const org = createOrg({ packageDir: null, file: ':memory:' });
  t.after(() => org.close());
  return org;
};

const slotsOf = (t: TestContext, name: string): readonly Slot[] => {
  const object = open(t).schema.object(name);
  assert.ok(object);
  return layoutOf(object);
};

test('the certificate is for this machine, by itself, and fits its key', () => {
  const { certificate, privateKey } = selfSigned(new Date('2026-05-06T07:08:09Z'));
  const read = new X509Certificate(certificate);
  assert.equal(read.checkHost('localhost'), 'localhost');
  assert.equal(read.checkIP('127.0.0.1'), '127.0.0.1');
  assert.ok(read.verify(read.publicKey));
  assert.ok(read.checkPrivateKey(createPrivateKey(privateKey)));
  assert.deepEqual(
    [read.validFromDate, read.validToDate].map((date) => date.toISOString()),
    ['2026-05-05T07:08:09.000Z', '2036-05-05T07:08:09.000Z'],
  );
});

test('addresses and names of people are one field each', (t) => {
  const names = (object: string) => slotsOf(t, object).map(({ name }) => name);
  assert.deepEqual(names('Account').slice(0, 5), [
    'Name',
    'Type',
    'ParentId',
    'BillingAddress',
    'ShippingAddress',
  ]);
  assert.deepEqual(names('Contact').slice(0, 4), [
    'AccountId',
    'Name',
    'OtherAddress',
    'MailingAddress',
  ]);
  const all = new Set(names('Account'));
  for (const name of ['Id', 'IsDeleted', 'SystemModstamp']) assert.ok(!all.has(name));
  for (const name of ['OwnerId', 'CreatedDate', 'LastModifiedById']) assert.ok(all.has(name));
});

test('bitmaps count from the header, in whole bytes of upper-case hex', (t) => {
  const slots = slotsOf(t, 'Account');
  const bitmaps = (...fields: string[]) => bitmapsOf(slots, (field) => fields.includes(field));
  assert.deepEqual(bitmaps(), []);
  assert.deepEqual(bitmaps('Name'), ['0x02']);
  assert.deepEqual(bitmaps('Name', 'ParentId'), ['0x0A']);
  assert.deepEqual(bitmaps('Fax'), ['0x80']);
  assert.deepEqual(bitmaps('AccountNumber'), ['0x0100']);
  const both = bitmaps('Type', 'BillingCity', 'BillingCountry', 'ShippingStreet');
  assert.deepEqual(both, ['0x04', '4-0x12', '5-0x01']);
  assert.deepEqual(bitmaps('BillingStreet'), ['0x00', '4-0x01']);
});

test('a schema keeps its id as long as its fields stay the same', (t) => {
  const account = open(t).schema.object('Account');
  assert.ok(account);
  const schemas = new Schemas();
  const { id, json } = schemas.changeEvent('AccountChangeEvent', account);
  assert.match(id, /^[\w-]{22}$/);
  assert.equal(schemas.changeEvent('AccountChangeEvent', account).id, id);
  const { fields, name, namespace, uuid } = JSON.parse(json) as Record<string, unknown>;
  assert.deepEqual([name, namespace, uuid], ['AccountChangeEvent', 'com.sforce.eventbus', id]);
  const rating = (fields as { name: string }[]).find((field) => field.name === 'Rating');
  const doc = 'Data:DynamicEnum';
  assert.deepEqual(rating, { name: 'Rating', type: ['null', 'string'], doc, default: null });
});

test('fields that the subscriber may not see stay out, and out of what changed', (t) => {
  const org = open(t);
  org.bus.capture('account');
  const system = org.systemSession();
  const save = (operation: 'insert' | 'update', values: Readonly<Record<string, unknown>>) => {
    const columns = Object.keys(values);
    const rows = [Object.values(values)];
    return org.save(system, { object: 'Account', operation, columns, rows })[0]?.id;
  };
  const Id = save('insert', { Name: 'Acme' });
  save('update', { Id, Rating: 'Hot', Phone: '1' });
  const [, update] = org.bus.after(['AccountChangeEvent'], 0, 10);
  assert.ok(update);
  const schemas = new Schemas();
  const read = (session: Session) => {
    const encoded = new Topics(org, schemas).encode(update, session);
    assert.ok(encoded);
    return schemas.byId(encoded.schemaId)?.type.fromBuffer(encoded.payload) as {
      Rating: string | null;
      Phone: string | null;
      ChangeEventHeader: { changedFields: string[] };
    };
  };
  const blind = Object.assign(Object.create(system) as Session, {
    mayField: (_object: string, field: string) => field !== 'Rating',
  });
  const [all, part] = [read(system), read(blind)];
  assert.deepEqual([all.Rating, all.Phone], ['Hot', '1']);
  assert.deepEqual([part.Rating, part.Phone], [null, '1']);
  assert.notDeepEqual(part.ChangeEventHeader, all.ChangeEventHeader);
  assert.equal(part.ChangeEventHeader.changedFields.length, 1);
});
