import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startServer, type TestServer } from './fixtures/server.ts';

const program = path.join(import.meta.dirname, 'fixtures/count-alone.ts');

describe('a gate of several processes', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-alone-'));
  const file = path.join(folder, 'count');
  const children: ChildProcess[] = [];
  let server: TestServer;
  let databaseUrl: string;
  before(async () => {
    server = await startServer();
    databaseUrl = await server.freshDatabase();
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await server.stop();
    fs.rmSync(folder, { recursive: true });
  });

  function start(...args: string[]) {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const all = [program, databaseUrl, file, ...args];
    const child = spawn(process.execPath, all, { stdio: [...stdio] });
    children.push(child);
    return { child, ended: once(child, 'exit') };
  }

  it('lets one in at a time over all of them', async () => {
    fs.writeFileSync(file, '0');
    const all = [start('40'), start('40'), start('40')];
    const codes = await Promise.all(all.map(async ({ ended }) => (await ended)[0] as number));
    assert.deepEqual(codes, [0, 0, 0]);
    assert.equal(fs.readFileSync(file, 'utf8'), '120');
  });

  it('is free when the one inside is killed', async () => {
    fs.writeFileSync(file, '0');
    const inside = start('1', 'hang');
    await once(inside.child.stdout!, 'data');
    const waiting = start('1');
    let over = false;
    void waiting.ended.then(() => (over = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(!over, 'in beside the other');
    inside.child.kill('SIGKILL');
    assert.deepEqual((await waiting.ended)[0], 0);
    assert.equal(fs.readFileSync(file, 'utf8'), '2');
  });
});
