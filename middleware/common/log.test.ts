import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { correlated } from './correlation.ts';
import { createLog } from './log.ts';

const secret = 'emma@example.com';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => void lines.push(line) }));
  assert.ok(lines.length > 0);
  for (const line of lines) assert.ok(!line.includes(secret), line);
  return lines.join('');
}

it('hides secrets and personal data, however deep they come', () => {
  const text = logged((log) => {
    log.info({ store: 'shopify:a', email: secret, customer: { email: secret } }, 'one');
    log.info({ request: { headers: { authorization: `Bearer ${secret}` } } }, 'two');
    log.info(
      { settings: { accessToken: secret, clientSecret: secret, privateKey: secret } },
      'three',
    );
    log.info({ a: { b: { c: { d: [{ e: `was ${secret}` }] } } } }, `of ${secret}`);
    log.child({ email: secret, at: `by ${secret}` }).info('five %s', secret);
  });
  assert.match(text, /shopify:a/);
});

it('hides them in errors and in what caused them', () => {
  const cause = Object.assign(new Error(`inner ${secret}`), { detail: `Key (${secret})` });
  const text = logged((log) => {
    log.error({ err: new Error(`outer ${secret}`, { cause }) }, 'failed');
    log.error(new Error(`bare ${secret}`));
    log.error({ other: cause }, 'failed');
  });
  assert.match(text, /"message":"outer \[hidden\]: inner \[hidden\]"/);
  assert.match(text, /"msg":"bare \[hidden\]"/);
});

describe('a line of the log', () => {
  it('carries the id of the run or delivery that it belongs to, in whatever that waits for', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    await correlated('the run', async () => {
      await Promise.resolve();
      log.info('inside');
    });
    log.info('outside');
    const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(inside?.['correlation'], 'the run');
    assert.equal('correlation' in outside!, false);
  });
});
