import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type NextFunction, type Request, type Response } from 'express';
import {
  ApiError,
  type Field,
  type ObjectType,
  type Org,
  type SaveRequest,
  type SaveResult,
  type Session,
} from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';
import { bulkRoutes } from './index.ts';

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

function session(username: string): Session {
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
    sessionFor: (username) => (username === 'gone' ? undefined : session(username)),
    systemSession: () => session('admin'),
    save,
    select: () => rows,
    stream: () => rows.values() as IterableIterator<(typeof rows)[number]>,
    close: () => undefined,
    saved,
  };
}

function soql(text: string): SoqlQuery {
  const columnNames = ['Id', 'Name', 'At__c', 'Total', 'Flag'];
  const columns = columnNames.map((name) => ({ kind: 'field' as const, path: [name] }));
  const counted = { kind: 'aggregate' as const, function: 'COUNT' as const };
  return { object: 'Thing__c', columns: text.includes('COUNT') ? [counted] : columns, columnNames };
}

export interface TestServer {
  readonly org: FakeOrg;
  readonly dataDir: string;
  /** `path` below `/services/data/v66.0/jobs`; the caller is a user name. */
  call(
    path: string,
    init?: RequestInit & { duplex?: 'half' },
    user?: string,
  ): Promise<globalThis.Response>;
  /** Creates, uploads, closes and waits; answers the job's info. */
  run(job: object, csv: string): Promise<Record<string, unknown> & { id: string }>;
  /** Waits until a job of a kind is final. */
  finished(id: string, kind?: string): Promise<Record<string, unknown> & { id: string }>;
  /** Keeps `dataDir` when asked to. */
  close(keep?: boolean): Promise<void>;
}

export async function startServer(
  dataDir = mkdtempSync(join(tmpdir(), 'bulk-')),
): Promise<TestServer> {
  const org = fakeOrg();
  const app = express();
  const bulk = bulkRoutes({
    org,
    dataDir,
    soql,
    now: () => new Date('2026-01-31T08:26:00Z'),
    sessionOf: (request) => session(request.get('user') ?? 'admin'),
  });
  app.use(express.json());
  app.use('/services/data/v66.0', bulk);
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = error instanceof ApiError;
    response.status(known ? error.status : 500).json([
      {
        errorCode: known ? error.errorCode : 'UNKNOWN',
        message: String((error as Error).message),
      },
    ]);
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/data/v66.0/jobs`;
  return {
    org,
    dataDir,
    ...client(base),
    close: (keep) => close(server, bulk.stop, keep ? '' : dataDir),
  };
}

async function close(server: Server, stop: () => Promise<void>, folder: string): Promise<void> {
  await stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  if (folder) rmSync(folder, { recursive: true });
}

function client(base: string): Pick<TestServer, 'call' | 'run' | 'finished'> {
  const call: TestServer['call'] = (path, init = {}, user = 'admin') =>
    fetch(base + path, {
      ...init,
      headers: {
        ...(typeof init.body === 'string' && !path.endsWith('/batches')
          ? { 'content-type': 'application/json' }
          : {}),
        ...(path.endsWith('/batches') ? { 'content-type': 'text/csv' } : {}),
        user,
      },
    });
  const finished: TestServer['finished'] = async (id, kind = 'ingest') => {
    for (;;) {
      const job = (await (await call(`/${kind}/${id}`)).json()) as { id: string; state: string };
      if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job;
    }
  };
  const run: TestServer['run'] = async (job, csv) => {
    const created = await call('/ingest', { method: 'POST', body: JSON.stringify(job) });
    const { id } = (await created.json()) as { id: string };
    await call(`/ingest/${id}/batches`, { method: 'PUT', body: csv });
    await call(`/ingest/${id}`, { method: 'PATCH', body: '{"state":"UploadComplete"}' });
    return finished(id);
  };
  return { call, run, finished };
}
