import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fuzz } from './run.ts';

it('finds nothing at any door, at a small size', async () => {
  const { findings, inputs } = await fuzz(0, 5);
  assert.deepEqual(findings, []);
  assert.deepEqual(Object.keys(inputs).sort(), ['admin', 'csv', 'jsonl', 'settings', 'webhooks']);
  assert.ok(Object.values(inputs).every((count) => count >= 50));
});
