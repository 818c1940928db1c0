import assert from 'node:assert/strict';
import type { Field, ObjectType, Org, SaveRequest, SaveResult, Session } from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';

/** A field with what tests look at; the rest as of a plain text field. */
function field(name: string, more: Partial<Field> = {}): Field {
  return {
    name,
    label: name,
    type: 'string',
    custom: name.endsWith('__c'),
    length: 255,
    precision: 0,
    scale: 0,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    nameField: name === 'Name',
    idLookup: false,
    restrictedPicklist: false,
    picklistValues: [],
    defaultValue: null,
    referenceTo: [],
    relationshipName: null,
    childRelationshipName: null,
    permissionable: true,
    masterDetail: false,
    reparentable: false,
    deleteConstraint: null,
    inlineHelpText: null,
    description: null,
    ...more,
  };
}

function thing(): ObjectType {
  const fields = [
    field('Id', { type: 'id', idLookup: true }),
    field('Name'),
    field('Key__c', { externalId: true, unique: true, idLookup: true }),
    field('At__c', { type: 'datetime' }),
    field('Hidden__c'),
    field('Parent__c', {
      type: 'reference',
      referenceTo: ['Thing__c'],
      relationshipName: 'Parent__r',
    }),
  ];
  const find = (name: string) =>
    fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  return {
    name: 'Thing__c',
    label: 'Thing',
    labelPlural: 'Things',
    keyPrefix: 'a01',
    custom: true,
    sharing: 'Private',
    createable: true,
    updateable: true,
    deletable: true,
    setup: false,
    fields,
    childRelationships: [],
    field: find,
    parent: (name) => fields.find((candidate) => candidate.relationshipName === name),
  };
}

export function fakeSession(username: string): Session {
  return {
    userId: `005${username}`,
    username,
    mayObject: (_object, right) =>
      username === 'admin' ? true : right !== 'modifyAll' && right !== 'delete',
    mayField: (_object, name) => username === 'admin' || name !== 'Hidden__c',
  };
}

export interface FakeOrg extends Org {
  /** What was asked to be saved, in order. */
  readonly saved: SaveRequest[];
}

/** An org that knows one object and refuses a row whose Name is `bad`. */
export function fakeOrg(): FakeOrg {
  const object = thing();
  const saved: SaveRequest[] = [];
  const save = (_session: Session, request: SaveRequest): SaveResult[] => {
    saved.push(request);
    const name = request.columns.indexOf('Name');
    return request.rows.map((row, index) =>
      row[name] === 'bad'
        ? {
            id: null,
            success: false,
            created: false,
            errors: [
              { statusCode: 'STRING_TOO_LONG', message: 'no "bad" names', fields: ['Name'] },
            ],
          }
        : { id: `a01${index}`, success: true, created: request.operation === 'insert', errors: [] },
    );
  };
  const rows = [
    { values: ['a', 'one "1",\nline', '2026-01-31T08:26:00.000+0000', 1.5, true], children: [] },
    { values: ['b', null, null, 0.0000001, false], children: [] },
    { values: ['c', 'three', null, null, null], children: [] },
  ];
  return {
    id: '00D000000000001',
    schema: { objects: [object], object: (name) => (name === object.name ? object : undefined) },
    sessionFor: (username) => (username === 'gone' ? undefined : fakeSession(username)),
    systemSession: () => fakeSession('admin'),
    save,
    select: () => rows,
    stream: () => rows.values() as IterableIterator<(typeof rows)[number]>,
    transaction: (work) => work(),
    merge: () => assert.fail('no merge here'),
    undelete: () => [],
    events: () => [],
    close: () => undefined,
    saved,
  };
}

export function fakeSoql(text: string): SoqlQuery {
  const columnNames = ['Id', 'Name', 'At__c', 'Total', 'Flag'];
  const columns = columnNames.map((name) => ({ kind: 'field' as const, path: [name] }));
  const counted = { kind: 'aggregate' as const, function: 'COUNT' as const };
  return { object: 'Thing__c', columns: text.includes('COUNT') ? [counted] : columns, columnNames };
}
