import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { orderSeed, smallSeed } from '../sandbox/shops/shopify/testing.ts';
import type { Finding } from './cli/doctor.ts';
import {
  cliWorld,
  ended,
  eventually,
  type CliWorld,
  type Ended,
  type Settings,
} from './cli/fixtures/cli-world.ts';
import type { Status } from './sync/status.ts';

const orders = 30;
/** The customer, an account and a contact for it, the orders, two lines each, and what the customer is worth. */
const rows = 3 + orders * 3 + 1;
const records = 1 + orders + 1;

let world: CliWorld;
before(async () => {
  world = await cliWorld(smallSeed(orders));
});
after(() => world.close());

async function doctorFindings(settings: Settings): Promise<Ended & { findings: Finding[] }> {
  const answer = await world.cli(['doctor', '--json'], settings);
  return { ...answer, ...(JSON.parse(answer.stdout) as { findings: Finding[] }) };
}

describe('the command line', () => {
  it('writes all once, and then nothing; tells of both', async () => {
    const first = await world.cli(['backfill']);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /orders +█+ 100 %/);
    assert.match(first.stdout, /⚠ shopify:giftshop: The shop calls itself sandbox-shop/);
    assert.match(first.stdout, new RegExp(`${records} written, 0 unchanged\n${rows} rows in`));
    const second = await world.cli(['backfill', '--json']);
    assert.equal(second.code, 0, second.stderr);
    const result = JSON.parse(second.stdout) as Record<string, unknown>;
    assert.equal(result['rowsWritten'], 0);
    assert.deepEqual(Object.keys(result), [
      ...[
        'stores',
        'rowsWritten',
        'apiCalls',
        'seconds',
        'rowsPerSecond',
        'peakMemoryMB',
        'cpuSeconds',
      ],
    ]);
  });

  it('lists what Salesforce refused, with the reason, and loses nothing else', async () => {
    world.shop.upsertOrder(orderSeed(500, { total: '123456789012345678.00' }));
    world.shop.upsertOrder(orderSeed(501));
    const { code, stdout } = await world.cli(['backfill']);
    assert.equal(code, 0);
    assert.match(stdout, /2 written, 31 unchanged, 1 not \(see: orderlens status\)/);
    const text = (await world.cli(['status'])).stdout;
    assert.match(text, /orders +up to date as of 20/);
    assert.match(
      text,
      /1 records are not in Salesforce, 0 bulk jobs unconfirmed, 0 waiting to be read again/,
    );
    assert.match(
      text,
      /order\/shopify:giftshop:1500 \(write\): Commerce_Order__c shopify:giftshop:1500: NUMBER_OUTSIDE_VALID_RANGE/,
    );
    const status = JSON.parse((await world.cli(['status', '--json'])).stdout) as Status;
    assert.deepEqual([status.org, status.rejected], [world.org.orgId, 1]);
    const { apiRequests, state } = status.budget!;
    assert.deepEqual([state, apiRequests?.limit], ['plenty', 100_000]);
    assert.match(text, /Of the org's limits there is plenty.* 20,000 are kept for others\./);
    assert.equal(status.rejections[0]?.key, 'order/shopify:giftshop:1500');
  });

  it('lists what was rejected, and reads it again when told to', async () => {
    const key = 'order/shopify:giftshop:1500';
    const listed = (await world.cli(['rejected', 'list'])).stdout;
    assert.match(listed, new RegExp(`${key} \\(write\\)\n {2}Commerce_Order__c .*NUMBER_OUTSIDE`));
    const still = await world.cli(['rejected', 'retry', key]);
    assert.match(still.stdout, /shopify:giftshop: 1 to be read again: done/);
    assert.equal(JSON.parse((await world.cli(['rejected', 'list', '--json'])).stdout).length, 1);
    world.shop.upsertOrder(orderSeed(500));
    await world.cli(['rejected', 'retry', '--store', 'giftshop']);
    assert.match((await world.cli(['rejected', 'list'])).stdout, /No record is rejected/);
    assert.equal(await world.inSalesforce('shopify:giftshop:1500'), true);
    const wrong = await world.cli(['rejected', 'list', '--limit', 'all']);
    assert.match(wrong.stderr, /no whole number/);
  });

  it('looks for changes when told to', async () => {
    const now = new Date().toISOString();
    world.shop.upsertOrder(orderSeed(510, { createdAt: now, updatedAt: now, processedAt: now }));
    const { code, stdout, stderr } = await world.cli(['sync']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /2 written/);
    assert.equal(await world.inSalesforce('shopify:giftshop:1510'), true);
  });

  it('compares both sides, and repairs what differs when told to', async () => {
    const agreed = await world.cli(['verify']);
    const totals = [...world.shop.store.orders.values()].map(({ total }) => Number(total) * 100);
    const [count, cents] = [totals.length, totals.reduce((sum, one) => sum + Math.round(one), 0)];
    assert.match(agreed.stdout, new RegExp(`orders +${count}, ${cents / 100} GBP on both sides`));
    assert.match(agreed.stdout, /\nBoth sides agree\.\n$/);
    assert.match(
      (await world.cli(['status'])).stdout,
      /shopify:giftshop {2}both sides agreed, as of 20/,
    );
    await world.setTotal('shopify:giftshop:1001', 7351.5);
    const there = ((cents + 735_150 - 2533) / 100).toLocaleString('en');
    const differs = await world.cli(['verify', '--store', 'giftshop', '--since', '2026-03-01']);
    assert.equal(differs.code, 1);
    for (const told of [
      /^shopify:giftshop, from 2026-03-01\n/,
      new RegExp(`orders +${count}, ${cents / 100} GBP in the shop, ${count}, ${there} GBP in Sal`),
      /\n1 record differs\n {2}differs +order shopify:giftshop:1001 \(#1\), 2026-03-01\n/,
      /total: 25\.33 GBP in the shop, 7351\.5 GBP in Salesforce\n/,
      /was changed in Salesforce since\. Last changed in Salesforce at 20.*Z\.\n/,
      /orderlens verify --repair\n$/,
    ])
      assert.match(differs.stdout, told);
    const repaired = await world.cli(['verify', '--repair']);
    assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr);
    assert.match(repaired.stdout, /1 record repaired\n {2}differs +order .*:1001 [^]*agree\.\n$/);
    assert.match(
      (await world.cli(['verify', '--since', 'May'])).stderr,
      /no day such as 2026-01-31/,
    );
  });

  it('says what a doctor would, and what to do about it', async () => {
    const [well, agent, wrongToken] = await Promise.all([
      world.cli(['doctor']),
      doctorFindings({ SALESFORCE_USERNAME: world.org.users.agent.username }),
      doctorFindings({ SHOPIFY_TOKEN: 'shpat_wrong' }),
    ]);
    assert.equal(well.code, 0, well.stdout);
    assert.match(well.stdout, /✔ Salesforce package: every field can be written/);
    assert.match(well.stdout, /✔ Store giftshop: Sandbox Shop \(63001\), GBP, Europe\/London/);
    assert.match(
      well.stdout,
      /⚠ Store giftshop: The shop calls itself .*\n {2}→ A backfill runs all the same/,
    );
    assert.match(
      well.stdout,
      /✔ Storage for giftshop: the whole history: 1 customers with account and contact, \d+ orders, \d+ order lines: some \d+ MB/,
    );
    assert.equal(agent.code, 1);
    const lacking = agent.findings.filter(({ what }) => what === 'Salesforce package');
    for (const object of ['Store', 'Customer', 'Order', 'Order_Line']) {
      const detail = `Commerce_${object}__c cannot be seen or created`;
      assert.ok(lacking.some((one) => one.state === 'problem' && one.detail === detail));
    }
    assert.match(lacking[0]!.action, /permission set Commerce_Integration/);
    assert.equal(wrongToken.code, 1);
    const refused = wrongToken.findings.find(({ state }) => state === 'problem');
    assert.match(refused!.detail, /"giftshop".* refused the access token/);
    assert.match(refused!.action, /Create a new access token/);
    assert.doesNotMatch(wrongToken.stdout, /shpat_/);
  });

  it('says which stores there are, and what is wrong with a folder', async () => {
    fs.writeFileSync(path.join(world.folder, 'file'), '');
    const [nowhere, noFolder] = await Promise.all([
      world.cli(['backfill', '--store', 'nowhere']),
      world.cli(['backfill'], { DATA_DIR: path.join(world.folder, 'file/data') }),
    ]);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /no store "nowhere" in the stores file, only giftshop/);
    assert.equal(noFolder.code, 1);
    assert.match(noFolder.stderr, /The data folder .*file\/data cannot be .*ENOTDIR/);
    assert.match(noFolder.stderr, /DATA_DIR/);
  });

  for (const [signal, id] of [
    ['SIGTERM', 502],
    ['SIGINT', 504],
  ] as const)
    it(`ends soon at ${signal}, says so, and goes on the next time`, async (t) => {
      world.shop.upsertOrder(orderSeed(id));
      const release = world.shop.holdBulk();
      world.asked.length = 0;
      const child = world.start('cli', ['backfill'], {});
      t.after(() => child.kill('SIGKILL'));
      const end = ended(child);
      await eventually(() => world.asked.some((text) => text?.includes('bulkOperationRunQuery')));
      const told = Date.now();
      child.kill(signal);
      const { code, stderr } = await end;
      release();
      assert.ok(Date.now() - told < 5000, `it took ${Date.now() - told} ms`);
      assert.equal(code, 1);
      assert.match(stderr, /^orderlens was stopped.*\nRun it again/m);
      assert.equal(await world.inSalesforce(`shopify:giftshop:1${id}`), false);
      const again = await world.cli(['backfill']);
      assert.equal(again.code, 0, again.stderr);
      assert.equal(await world.inSalesforce(`shopify:giftshop:1${id}`), true);
    });
});
