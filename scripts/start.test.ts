import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { it } from 'node:test';

/** Whether a process with this id is there; signal 0 only asks. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('npm start brings everything up without a terminal, and takes it down again', async (t) => {
  const env = { ...process.env };
  delete env['CONSOLE_PORT'];
  delete env['PORT'];
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'start.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It ends what it began; where an assertion fails, nothing may stay behind.
  t.after(() => child.kill('SIGTERM'));
  let printed = '';
  const up = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const console = /^Console: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(printed)?.[1];
    if (console) up.resolve(console);
  });
  child.on('exit', () => up.reject(new Error(`ended before it was up:\n${printed}`)));

  const console = await up.promise;
  assert.match(printed, /orders .*100 % {2}600 of 600/);
  const page = await fetch(console);
  assert.match(await page.text(), /<title>/);
  const query = new URLSearchParams({ q: 'SELECT COUNT() FROM Commerce_Order__c' });
  const counted = await fetch(`${console}/services/data/v66.0/query?${query}`);
  assert.equal(((await counted.json()) as { totalSize: number }).totalSize, 600);
  const service = /^Middleware: +(http:\S+)\/status$/m.exec(printed)![1]!;
  assert.equal((await fetch(`${service}/readyz`)).status, 200);

  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
  await assert.rejects(fetch(`${service}/healthz`), 'the middleware has stopped');
  await assert.rejects(fetch(console), 'the page has stopped');
  assert.equal(isThere(child.pid!), false);
});
