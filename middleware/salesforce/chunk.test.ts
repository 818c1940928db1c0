import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { ChunkBuilder, type ChunkSettings } from './chunk.ts';
import { aggregate, customer, externalIdFields, temporaryDirectory } from './testing.ts';

describe('a chunk', () => {
  const directory = temporaryDirectory();
  after(() => rmSync(directory, { recursive: true }));

  const settings = (): ChunkSettings => ({
    ...{ directory, externalIdFields, bytesPerFile: 1_000_000, columns: new Map() },
  });
  const byId = { Contact__c: '003000000000001AAA' };
  const byKey = { 'Contact__r.Commerce_Key__c': 'shopify:test:1' };

  function filesOf(shapes: readonly (typeof byId | typeof byKey | object)[], used = settings()) {
    const builder = new ChunkBuilder(used);
    shapes.forEach((shape, index) => {
      const row = customer(`${index}`, shape as Record<string, string>);
      builder.add(aggregate(`customer:${index}`, [row]));
    });
    return builder.close().files;
  }

  it('keeps a look-up by id and one by key in two files, however they alternate', () => {
    const files = filesOf([{}, byId, byKey, {}, byId, byKey, byId, byKey]);
    assert.deepEqual(
      files.map(({ columns, externalIds }) => [columns.at(-1), externalIds.length]),
      [
        ['Store__c', 1],
        ['Contact__c', 4],
        ['Contact__r.Commerce_Key__c', 3],
      ],
    );
    for (const { columns } of files) {
      assert.ok(
        !(columns.includes('Contact__c') && columns.includes('Contact__r.Commerce_Key__c')),
      );
    }
  });

  it('knows from the one before which columns its files will have', () => {
    const used = settings();
    filesOf([{}, byId, byKey], used);
    assert.equal(filesOf([{}, byId, byKey, {}, byId], used).length, 2);
  });

  it('tells a standard look-up from its relationship, too', () => {
    const files = filesOf([{ AccountId: '001' }, { 'Account.Commerce_Key__c': 'a' }]);
    assert.equal(files.length, 2);
  });
});
