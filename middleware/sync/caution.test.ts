import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startServer, type TestServer } from '../store/fixtures/server.ts';
import { openStore } from '../store/store.ts';

const program = path.join(import.meta.dirname, 'fixtures/read-until-dead.ts');
const answerer = path.join(import.meta.dirname, 'fixtures/answer-until-dead.ts');
const follower = path.join(import.meta.dirname, 'fixtures/reread-until-dead.ts');

describe('a record that ends the process', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const live = (databaseUrl: string, deadly: string) =>
    spawnSync(process.execPath, [program, databaseUrl, deadly], {
      encoding: 'utf8',
      timeout: 30_000,
    });

  it('is found by halves, kept as rejected, and everything else is written', async () => {
    const databaseUrl = await server.freshDatabase();
    let deaths = 0;
    let last = live(databaseUrl, '33');
    for (; last.status === 9 && deaths < 20; deaths += 1) last = live(databaseUrl, '33');
    assert.equal(last.status, 0, last.stderr);
    const { rejected, known, checkpoint } = JSON.parse(last.stdout);
    assert.equal(known, 39);
    assert.deepEqual([checkpoint.cursor, checkpoint.complete], ['end', true]);
    assert.equal(rejected.length, 1);
    assert.equal(rejected[0].key, 'customer/shopify:giftshop:33');
    assert.equal(rejected[0].stage, 'read');
    assert.match(rejected[0].reason, /the program ended/);
    assert.ok(deaths >= 3 && deaths <= 12, `${deaths} deaths`);
  });

  it('is found among nudges as well, and stays aside until somebody has it tried again', async () => {
    const databaseUrl = await server.freshDatabase();
    const handle = await openStore({ databaseUrl });
    const memory = handle.forOrg('00D');
    const ids = Array.from({ length: 40 }, (_, index) => String(index + 1));
    const nudge = (...ids: string[]) =>
      memory.nudges.add(
        'shopify:giftshop',
        ids.map((id) => ({ model: 'customer' as const, id })),
        new Date(),
      );
    const follow = (deadly: string) =>
      spawnSync(process.execPath, [follower, databaseUrl, deadly, '40'], {
        encoding: 'utf8',
        timeout: 30_000,
      });
    await nudge(...ids);
    let deaths = 0;
    let last = follow('33');
    for (; last.status === 9 && deaths < 20; deaths += 1) last = follow('33');
    assert.equal(last.status, 0, last.stderr);
    const { rejected, known } = JSON.parse(last.stdout);
    assert.equal(known, 39);
    assert.deepEqual(
      rejected.map(({ key, stage }: Record<string, string>) => [key, stage]),
      [['customer/shopify:giftshop:33', 'read']],
    );
    assert.match(rejected[0].reason, /the program ended/);
    assert.ok(deaths >= 3 && deaths <= 10, `${deaths} deaths`);

    await nudge('33', '34');
    assert.equal(follow('33').status, 0);
    await memory.attempts.clear('shopify:giftshop', 'customer', ['customer/shopify:giftshop:33']);
    await nudge('33');
    assert.equal(JSON.parse(follow('none').stdout).known, 40);
    await handle.close();
  });

  it('is found where an agent asked for it, and the request fails instead of being taken up for ever', async () => {
    const databaseUrl = await server.freshDatabase();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-request-'));
    const file = path.join(folder, 'request.json');
    const answer = (request: string) => {
      const args = [answerer, databaseUrl, file, request, '5', '8'];
      return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
    };
    const ask = () => fs.writeFileSync(file, JSON.stringify({ Status__c: 'Requested' }));
    ask();
    let deaths = 0;
    let last = answer('a0R1');
    for (; last.status === 9 && deaths < 20; deaths += 1) last = answer('a0R1');
    assert.equal(last.status, 0, last.stderr);
    assert.ok(deaths >= 3 && deaths <= 12, `${deaths} deaths`);
    const { request, rejected, known } = JSON.parse(last.stdout);
    assert.equal(request['Status__c'], 'Failed');
    assert.match(request['Message__c'], /ended the program.* Commerce Sync Errors/);
    assert.deepEqual(
      rejected.map(({ key, stage }: Record<string, string>) => [key, stage]),
      [['customer/shopify:giftshop:5', 'read']],
    );
    assert.equal(known, 7);

    // Whoever asks again is told of the one that is passed over.
    ask();
    const again = answer('a0R2');
    assert.equal(again.status, 0, again.stderr);
    const { Status__c: status, Message__c: message } = JSON.parse(again.stdout).request;
    assert.equal(status, 'Done');
    assert.match(message, /1 could not be written; your admin can see why/);
    fs.rmSync(folder, { recursive: true });
  });

  it('counts nothing against what failed or ended in order', async () => {
    const handle = await openStore({ databaseUrl: await server.freshDatabase() });
    const { attempts } = handle.forOrg('00D');
    assert.equal(await attempts.begin('shopify:a', 'order', null), 1);
    assert.equal(await attempts.begin('shopify:a', 'order', null), 2);
    await attempts.end('shopify:a', 'order', null);
    assert.equal(await attempts.begin('shopify:a', 'order', null), 1);
    await attempts.suspect('shopify:a', 'order', 'order/shopify:a:1');
    assert.deepEqual(await attempts.suspects('shopify:a', 'order'), new Set(['order/shopify:a:1']));
    await attempts.clear('shopify:a', 'order', ['order/shopify:a:1']);
    assert.equal((await attempts.suspects('shopify:a', 'order')).size, 0);
    await handle.close();
  });
});
