import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const commands = [
  ...globSync('bench/*/index.ts', { cwd: root }),
  ...['fuzz', 'rules', 'org-contract'].map((name) => `scripts/${name}/index.ts`),
  'bench/index.ts',
];

interface End {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<End> {
  const how = { cwd: root, timeout: 60_000 };
  return new Promise((resolve) =>
    execFile(process.execPath, args, how, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    ),
  );
}

describe('what npm run starts', () => {
  for (const command of commands) {
    it(`tells its options, and names in one line what it does not know: ${command}`, async () => {
      const help = await run(command, '--help');
      assert.equal(help.code, 0, help.stderr);
      assert.match(help.stdout, /^Usage: npm run [\s\S]+\n\nOptions:\n[\s\S]*--help/m);
      const wrong = await run(command, '--nonsense');
      assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
      assert.match(wrong.stderr, /^error: unknown option '--nonsense'.*--help\)\n$/);
    });
  }

  it('hands a bench what is its own', async () => {
    const { code, stdout } = await run('bench/index.ts', 'noop', '--help');
    assert.equal(code, 0);
    assert.match(stdout, /--runs <count> +how often it is read again/);
    const wrong = await run('bench/index.ts', 'noop', '--runs', 'often');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^error: .*'often' is invalid\. It is no whole number.*\n$/);
  });

  it('names the benches there are', async () => {
    const { code, stderr } = await run('bench/index.ts', 'speed');
    assert.equal(code, 2);
    assert.match(stderr, /^error: .*'speed' is invalid.* backfill, .*noop.*\n$/);
  });
});
