import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { boundaryViolations, sourcesOf } from './boundaries.ts';

const root = path.resolve(import.meta.dirname, '..');

function messages(file: string, source: string): string[] {
  return boundaryViolations([{ file, source }]).map(
    (broken) => `${broken.line}: ${broken.message}`,
  );
}

describe('the arrows of the architecture', () => {
  it('hold in this repository', () => {
    const files = sourcesOf(root);
    assert.ok(files.some(({ file }) => file === 'middleware/model/order.ts'));
    const broken = boundaryViolations(files);
    assert.deepEqual(
      broken.map(({ file, line, message }) => `${file}:${line}: ${message}`),
      [],
    );
  });

  const planted: readonly [string, string, RegExp][] = [
    ['middleware/model/order.ts', `import { z } from 'zod';`, /model imports nothing/],
    ['middleware/model/order.ts', `import '../common/errors.ts';`, /may import nothing of ours/],
    ['middleware/common/a.ts', `import type { A } from '../model/a.ts';`, /common may import/],
    ['middleware/connectors/a/index.ts', `import '../b/client.ts';`, /another connector, b/],
    ['middleware/connectors/a/index.ts', `import '../index.ts';`, /list of all connectors/],
    ['middleware/connectors/a/index.ts', `import '../../mapping/a.ts';`, /connectors may import/],
    ['middleware/connectors/a/index.ts', `import '../../salesforce/a.ts';`, /connectors may/],
    [
      'middleware/connectors/connector.ts',
      `import './shopify/index.ts';`,
      /only connectors\/index/,
    ],
    ['middleware/identity/a.ts', `export * from '../mapping/index.ts';`, /identity may import/],
    ['middleware/mapping/a.ts', `import '../salesforce/writer.ts';`, /not salesforce\/writer/],
    ['middleware/salesforce/a.ts', `type A = import('../model/a.ts').A;`, /salesforce may import/],
    ['middleware/store/a.ts', `await import('../sync/a.ts');`, /store may import/],
    ['middleware/sync/a.ts', `import '../connectors/shopify/index.ts';`, /sync may import/],
    ['middleware/sync/a.ts', `import { Connection } from 'jsforce';`, /speaks jsforce/],
    ['middleware/http/a.ts', `import '../mapping/index.ts';`, /http may import/],
    ['middleware/novel/a.ts', `import '../model/a.ts';`, /no arrow is drawn for middleware\/novel/],
    ['middleware/main.ts', `import '../sandbox/local-org/index.ts';`, /imports only middleware/],
    ['middleware/config.ts', `import './store/store.ts';`, /config.ts may import/],
    ['sandbox/local-org/index.ts', `import '../../middleware/model/a.ts';`, /sandbox stands in/],
    ['sandbox/local-org/a.test.ts', `import '../../middleware/cli.ts';`, /sandbox stands in/],
    ['force-app/main/default/lwc/a/a.ts', `import '../../../../../sandbox/x.ts';`, /own bundle/],
    ['force-app/main/default/lwc/a/a.ts', `import Big from 'big.js';`, /cannot load big.js/],
    ['middleware/store/a.ts', `const url = process.env.DATABASE_URL;`, /process\.env/],
    ['middleware/store/a.ts', `const url = process['env'].DATABASE_URL;`, /process\.env/],
    ['middleware/store/a.ts', `const { env } = process;`, /process\.env/],
    ['middleware/config.ts', `import { env as e } from 'node:process';`, /process\.env/],
  ];
  for (const [file, source, expected] of planted) {
    it(`finds ${source} in ${file}`, () => {
      const found = messages(file, `// first line\n${source}`);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', expected);
      assert.match(found[0] ?? '', /^2: /);
    });
  }

  const allowed: readonly [string, string][] = [
    ['middleware/main.ts', `import './sync/run.ts'; process.env.PORT;`],
    ['middleware/cli.ts', `import './connectors/index.ts'; process.env.PORT;`],
    ['middleware/connectors/index.ts', `import './shopify/index.ts';`],
    [
      'middleware/connectors/shopify/index.ts',
      `import '../connector.ts'; import { z } from 'zod';`,
    ],
    ['middleware/sync/a.test.ts', `import '../../sandbox/shops/shopify/index.ts';`],
    ['middleware/store/a.test.ts', `process.env.SHARED_DIR;`],
    ['middleware/mapping/a.ts', `import type { Row } from '../salesforce/record.ts';`],
    [
      'force-app/main/default/lwc/a/a.ts',
      `import './query.ts'; import { gql } from 'lightning/graphql';`,
    ],
    ['middleware/store/a.ts', `// import '../sync/a.ts' and process.env are only named here`],
  ];
  for (const [file, source] of allowed) {
    it(`lets ${file} say ${source}`, () => {
      assert.deepEqual(messages(file, source), []);
    });
  }
});
