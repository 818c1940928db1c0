import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { logIn, openSf, type Answer, type Sf } from './sf.ts';

const orders = [
  'External_Id__c,Name,Store__c,Currency__c,Total__c,Placed_At__c,Placed_On__c,Status__c,Line_Count__c',
  'shopify:demo:1,#1,shopify:demo,EUR,12.5,2026-01-31T08:26:00Z,2026-01-31,shipped,2',
  'shopify:demo:2,#2,shopify:demo,EUR,7.5,2026-01-31T09:26:00Z,2026-01-31,shipped,1',
];
const lines = [
  'External_Id__c,Name,Order__r.External_Id__c,Quantity__c,Total__c',
  'shopify:demo:11,Cup,shopify:demo:1,1,2.5',
  'shopify:demo:12,Pot,shopify:demo:1,2,10',
  'shopify:demo:13,Lid,shopify:demo:nowhere,2,10',
];

/** Two full pages of 50,000 rows, and a third one. */
const exported = 100_001;

/** Many at a time: a bulk command mostly sleeps, five seconds between looks at its job. */
describe("bulk commands of Salesforce's own CLI", { concurrency: 4 }, () => {
  let org: LocalOrg;
  let sf: Sf;

  const run = (...args: string[]) => sf.run([...args, '--target-org', 'local', '--json']);
  const bulk = (verb: string, object: string, rows: readonly string[], ...more: string[]) => {
    const name = `${verb}-${object}.csv`;
    writeFileSync(join(sf.home, name), `${rows.join('\n')}\n`);
    const file = ['--sobject', object, '--file', name];
    return run('data', verb, 'bulk', ...file, '--wait', '2', ...more);
  };
  const done = ({ code, result, stderr, stdout }: Answer, records: number) => {
    assert.equal(code, 0, stdout + stderr);
    const { processedRecords, jobInfo } = result;
    assert.equal(processedRecords ?? jobInfo.numberRecordsProcessed, records, stdout);
  };
  const insert = (object: string, columns: string[], rows: unknown[][]) =>
    org.org
      .save(org.org.systemSession(), { object, operation: 'insert', columns, rows })
      .map(({ id }) => id ?? '');
  const names = (object: string, where: string) =>
    org.org
      .select(org.org.systemSession(), {
        object,
        columns: [{ kind: 'field', path: ['Name'] }],
        where: {
          kind: 'compare',
          expression: { kind: 'field', path: ['Name'] },
          comparison: 'LIKE',
          value: where,
        },
        orderBy: [
          { expression: { kind: 'field', path: ['Name'] }, descending: false, nulls: 'FIRST' },
        ],
      })
      .map(({ values }) => values[0]);

  before(async () => {
    org = await startLocalOrg();
    sf = openSf();
    await logIn(sf, org);
  });

  after(async () => {
    sf.remove();
    await org.close();
  });

  it('upsert orders and their lines, and tell the line without an order', async () => {
    const key = ['--external-id', 'External_Id__c'];
    done(await bulk('upsert', 'Commerce_Order__c', orders, ...key), 2);
    const partly = await bulk('upsert', 'Commerce_Order_Line__c', lines, ...key);
    assert.equal(partly.code, 1);
    assert.deepEqual(names('Commerce_Order_Line__c', '%'), ['Cup', 'Pot']);
    const jobId = /750\w{15}/.exec(partly.stdout + partly.stderr)?.[0] ?? '';
    const { result } = await run('data', 'bulk', 'results', '--job-id', jobId);
    assert.deepEqual(
      [result.status, result.operation, result.successfulRecords, result.failedRecords],
      ['JobComplete', 'upsert', 2, 1],
    );
    const failed = readFileSync(join(sf.home, result.failedFilePath), 'utf8');
    assert.match(failed, /INVALID_FIELD:.*shopify:demo:nowhere.*,shopify:demo:13,Lid/);
    const written = readFileSync(join(sf.home, result.successFilePath), 'utf8');
    assert.match(written, /^"?sf__Id"?,"?sf__Created"?,[\s\S]*true.*,shopify:demo:11,Cup/);
  });

  it('import new records', async () => {
    const rows = ['Name,Website', 'Import A,https://a.example', '"Import, ""B""",'];
    done(await bulk('import', 'Account', rows), 2);
    assert.deepEqual(names('Account', 'Import%'), ['Import A', 'Import, "B"']);
  });

  it('update and delete records by their ids', async () => {
    const ids = insert('Account', ['Name'], [['Renamed 0'], ['Deleted 1'], ['Deleted 2']]);
    const [first, ...rest] = ids;
    await Promise.all([
      bulk('update', 'Account', ['Id,Name', `${first},Renamed 1`]).then((one) => done(one, 1)),
      bulk('delete', 'Account', ['Id', ...rest]).then((one) => done(one, 2)),
    ]);
    assert.deepEqual(names('Account', 'Renamed%'), ['Renamed 1']);
    assert.deepEqual(names('Account', 'Deleted%'), []);
  });

  it('export more than two pages', async () => {
    const rows = Array.from({ length: exported }, (_, at) => [`Exported ${at}`, 'Acme']);
    insert('Lead', ['LastName', 'Company'], rows);
    const answer = await run(
      ...['data', 'export', 'bulk', '--query', 'SELECT Id, LastName FROM Lead'],
      ...['--output-file', 'leads.csv', '--result-format', 'csv', '--wait', '2'],
    );
    assert.equal(answer.code, 0, answer.stdout + answer.stderr);
    const csv = readFileSync(join(sf.home, 'leads.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(csv[0], '"Id","LastName"');
    assert.equal(csv.length, exported + 1);
    assert.equal(new Set(csv).size, exported + 1);
  });
});
