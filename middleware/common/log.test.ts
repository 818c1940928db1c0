import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLog } from './log.ts';

it('hides secrets and personal data, however deep they come', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const secret = 'emma@example.com';
  log.info({ store: 'shopify:a', email: secret, customer: { email: secret } }, 'one');
  log.info({ request: { headers: { authorization: `Bearer ${secret}` } } }, 'two');
  log.info(
    { settings: { accessToken: secret, clientSecret: secret, privateKey: secret } },
    'three',
  );
  assert.equal(lines.length, 3);
  assert.ok(
    lines.every((line) => !line.includes(secret)),
    lines.join(''),
  );
  assert.match(lines[0]!, /shopify:a/);
});
