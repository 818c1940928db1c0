import assert from 'node:assert/strict';
import { LocalObjectType } from '../engine/schema/object-type.ts';
import type { ObjectType, Org, SaveRequest, SaveResult, Session } from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';

function thing(): ObjectType {
  return new LocalObjectType({
    name: 'Thing__c',
    label: 'Thing',
    labelPlural: 'Things',
    keyPrefix: 'a01',
    custom: true,
    sharing: 'Private',
    fields: [
      { name: 'Name', type: 'string', nameField: true },
      { name: 'Key__c', type: 'string', externalId: true, unique: true, idLookup: true },
      { name: 'At__c', type: 'datetime' },
      { name: 'Hidden__c', type: 'string' },
      {
        name: 'Parent__c',
        type: 'reference',
        referenceTo: ['Thing__c'],
        relationshipName: 'Parent__r',
      },
    ],
  });
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
    const { length } = request.rows;
    // Rows of an upload are good for one save: what is kept of them is a copy.
    const rows = Array.from({ length }, (_none, at) => request.rows.at(at) ?? []);
    saved.push({ ...request, rows });
    const name = request.columns.indexOf('Name');
    return rows.map((row, index) =>
      row[name] === 'bad'
        ? {
            id: null,
            success: false,
            created: false,
            errors: [
              { statusCode: 'STRING_TOO_LONG', message: 'no "bad" names', fields: ['Name'] },
            ],
          }
        : {
            id: `a01${index}`,
            success: true,
            created: request.operation === 'insert',
            errors: [],
          },
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
    storage: () => ({ maxBytes: Infinity, usedBytes: 0 }),
    recordCount: () => rows.length,
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
