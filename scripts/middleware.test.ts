import assert from 'node:assert/strict';
import fs from 'node:fs';
import { it } from 'node:test';
import { middlewareFlags } from './middleware.ts';

it('is started with the same flags by npm as by everything else', () => {
  const text = fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
  const flags = middlewareFlags.join(' ');
  assert.equal(scripts['orderlens'], `node ${flags} middleware/cli.ts`);
  assert.equal(scripts['serve'], `node ${flags} middleware/main.ts`);
});
