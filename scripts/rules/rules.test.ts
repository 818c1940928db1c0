import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { registry } from '../../sandbox/local-org/rules/registry.ts';
import { check } from './check.ts';
import { pages, upToDate } from './docs.ts';
import { runTest } from './run-test.ts';
import { partsIn } from './tables.ts';

const localOrg = path.resolve(import.meta.dirname, '../../sandbox/local-org');

describe('the rules of local-org', () => {
  it('each have a switch in the code', () => {
    const files = globSync('**/*.ts', { cwd: localOrg }).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    const sources = files.map((file) => readFileSync(path.join(localOrg, file), 'utf8')).join('\n');
    const used = new Set([...sources.matchAll(/\brule\('([^']+)'\)/g)].map(([, id]) => id));
    assert.deepEqual(
      [...registry.keys()].filter((id) => !used.has(id)),
      [],
    );
  });

  it('each have a source, and tests that exist', () => {
    for (const [id, { source, tests }] of registry) {
      assert.match(source, /\]\(https:\/\/|ours|seen in Salesforce's answers|no page found/, id);
      assert.ok(tests.length > 0, id);
      for (const test of tests) assert.ok(existsSync(path.join(localOrg, test)), `${id}: ${test}`);
    }
  });

  it('stand in the docs as in the registry (npm run rules -- --write)', async () => {
    const shown = pages.flatMap((page) => partsIn(readFileSync(page, 'utf8')));
    const parts = [...new Set([...registry.keys()].map((id) => id.split('.')[0]))];
    assert.deepEqual(shown.toSorted(), parts.toSorted());
    for (const page of pages) assert.equal(readFileSync(page, 'utf8'), await upToDate(page));
  });

  it('are missed by a test when they are off', async () => {
    const test = 'bulk/csv-scanner.test.ts';
    const runs = [await runTest(test), await runTest(test, 'bulk.clear')];
    assert.deepEqual(
      runs.map(({ verdict }) => verdict),
      ['passed', 'failed'],
    );
  });

  it('are told apart: missed, and not looked at for want of time', async () => {
    const nothing = { broken: [], free: [], hung: [] };
    assert.deepEqual(await check(['bulk.clear']), { ...nothing, unchecked: [] });
    assert.deepEqual(await check(['bulk.clear'], 0), { ...nothing, unchecked: ['bulk.clear'] });
  });
});
