import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedByMiddleware } from './middleware-requests.ts';
import { originsOf, pathsOf, writtenQueries } from './queries.ts';

describe('queries of the middleware', () => {
  it('are read for all that they name: selected, filtered and sorted by', () => {
    const soql =
      "SELECT Id, Account.Name FROM Contact WHERE Email IN ('a') OR (Id > '1' AND " +
      "Reports_To__r.Key__c = 'b') ORDER BY CreatedDate, Id LIMIT 3";
    assert.deepEqual(pathsOf(soql), {
      object: 'Contact',
      paths: ['Id', 'Account.Name', 'Email', 'Id', 'Reports_To__r.Key__c', 'CreatedDate', 'Id'],
    });
  });

  it('come from the place in the source that leaves least open', () => {
    const query = (place: string, pattern: RegExp, length: number) => {
      return { place, length, matches: (soql: string) => pattern.test(soql) };
    };
    const written = [
      query('open', /^SELECT .* FROM .*/, 13),
      query('exact', /^SELECT Id FROM A/, 16),
    ];
    assert.equal(originsOf('SELECT Id FROM A', written)[0]?.place, 'exact');
    assert.equal(originsOf('SELECT Id FROM B', written)[0]?.place, 'open');
    assert.equal(originsOf('DELETE', written)[0], undefined);
  });

  it('are all asked, so that none is overlooked', async () => {
    const written = writtenQueries();
    assert.ok(written.length >= 8);
    const { queries, saved } = await askedByMiddleware();
    const seen = new Set(
      queries.flatMap((soql) => originsOf(soql, written).map(({ place }) => place)),
    );
    assert.deepEqual(
      written.filter(({ place }) => !seen.has(place)).map(({ place }) => place),
      [],
    );
    const fields = saved.flatMap((one) => one.fields);
    assert.deepEqual(fields, ['Status__c', 'Status__c', 'Message__c', 'Finished_At__c']);
  });
});
