import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bulkQuery, bulkUpsert, resultLines } from './bulk.ts';
import type { OrgUnderTest } from './org.ts';
import { lines, orders, type Records } from './records.ts';

/** What the middleware relies on of Bulk API 2.0. */
export function bulkContract(
  its: () => { readonly org: OrgUnderTest; readonly records: Records },
): void {
  it('tells good rows from bad ones, with the columns that were sent', async () => {
    const { org, records } = its();
    await records.upsert(orders, [records.order('b1')]);
    const csv = [
      'External_Id__c,Name,Order__r.External_Id__c,Quantity__c',
      `${records.key('bl1')},Cup,${records.key('b1')},2`,
      `${records.key('bl2')},Pot,${records.key('nowhere')},1`,
      `${records.key('bl3')},Lid,${records.key('b1')},many`,
    ].join('\n');
    const job = await bulkUpsert(org.connection, lines, `${csv}\n`);
    assert.deepEqual(
      [job.state, job.numberRecordsProcessed, job.numberRecordsFailed],
      ['JobComplete', 3, 2],
    );
    const good = await resultLines(org.connection, job, 'successfulResults');
    assert.match(good[0] ?? '', /^sf__Id,sf__Created,External_Id__c,Name,/);
    assert.match(good[1] ?? '', new RegExp(`^a\\w{17},true,${records.key('bl1')},Cup,`));
    const bad = (await resultLines(org.connection, job, 'failedResults')).join('\n');
    assert.match(bad, /^sf__Id,sf__Error,External_Id__c,/);
    assert.match(bad, /INVALID_FIELD:Foreign key external ID: \S+nowhere not found/);
    assert.match(bad, new RegExp(`many[\\s\\S]*${records.key('bl3')}`));
    const rest = await resultLines(org.connection, job, 'unprocessedrecords');
    assert.ok(rest.length <= 1, rest.join('\n'));
  });

  it('leaves a field alone where a cell is empty, and clears it for #N/A', async () => {
    const { org, records } = its();
    const upsert = (cells: string) =>
      bulkUpsert(
        org.connection,
        orders,
        `External_Id__c,Name,Email__c,Item_Summary__c\n${records.key('na')},${cells}\n`,
      );
    await upsert('#na,a@example.com,Cup');
    const job = await upsert('#na,,#N/A');
    assert.equal(job.numberRecordsFailed, 0);
    const [row] = await records.query(
      `SELECT Email__c, Item_Summary__c FROM ${orders} WHERE ${records.where('na')}`,
    );
    assert.deepEqual([row?.Email__c, row?.Item_Summary__c], ['a@example.com', null]);
  });

  it('fails a job for a column that it does not know', async () => {
    const { org, records } = its();
    const csv = `External_Id__c,Nothing__c\n${records.key('x')},1\n`;
    const job = await bulkUpsert(org.connection, orders, csv);
    assert.equal(job.state, 'Failed');
    assert.match(job.errorMessage ?? '', /InvalidBatch : Field name not found : Nothing__c/);
  });

  it('gives what a query finds, page by page', async () => {
    const { org, records } = its();
    await records.upsert(orders, [records.order('q1'), records.order('q2'), records.order('q3')]);
    const soql = `SELECT External_Id__c, Total__c FROM ${orders} WHERE External_Id__c LIKE '${records.key('q')}%'`;
    const pages = await bulkQuery(org.connection, soql, 2);
    assert.deepEqual(
      pages.map(([header, ...rows]) => [header, rows.length]),
      [
        ['"External_Id__c","Total__c"', 2],
        ['"External_Id__c","Total__c"', 1],
      ],
    );
  });
}
