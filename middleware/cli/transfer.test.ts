import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { orderSeed, smallSeed } from '../../sandbox/shops/shopify/testing.ts';
import { fillFolder } from '../store/fixtures/ready-folder.ts';
import { startServer, type TestServer } from '../store/fixtures/server.ts';
import { cliWorld, type CliWorld, type Settings } from './fixtures/cli-world.ts';

const refused = orderSeed(500, { total: '123456789012345678.00' });

describe('orderlens export and import', () => {
  let world: CliWorld;
  let server: TestServer;
  let onServer: Settings;
  let elsewhere: Settings;

  before(async () => {
    [world, server] = await Promise.all([cliWorld([...smallSeed(5), refused]), startServer()]);
    onServer = { DATABASE_URL: await server.freshDatabase() };
    elsewhere = { DATA_DIR: path.join(world.folder, 'elsewhere') };
    await fillFolder(elsewhere['DATA_DIR']!);
    assert.equal((await world.cli(['backfill'])).code, 0);
  });
  after(async () => {
    await world.close();
    await server.stop();
  });

  const file = (name: string) => path.join(world.folder, name);
  const linesOf = (name: string) => fs.readFileSync(file(name), 'utf8');

  async function succeeds(args: readonly string[], settings: Settings = {}): Promise<string> {
    const { code, stdout, stderr } = await world.cli(args, settings);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async function fails(args: readonly string[], settings: Settings = {}): Promise<string> {
    const { code, stderr } = await world.cli(args, settings);
    assert.equal(code, 1);
    return stderr;
  }

  it('bring an embedded database to a server, and back, row by row', async () => {
    const told = await succeeds(['export', file('embedded.jsonl')]);
    const count = /^(\d+) rows written to /.exec(told)?.[1];
    assert.ok(Number(count) > 20, told);
    assert.equal(fs.statSync(file('embedded.jsonl')).mode & 0o077, 0, 'for its owner alone');
    const read = await succeeds(['import', file('embedded.jsonl')], onServer);
    assert.equal(/^(\d+) rows read from /.exec(read)?.[1], count);
    await succeeds(['export', file('server.jsonl')], onServer);
    assert.equal(linesOf('server.jsonl'), linesOf('embedded.jsonl'));
    await succeeds(['import', file('server.jsonl')], elsewhere);
    await succeeds(['export', file('elsewhere.jsonl')], elsewhere);
    assert.equal(linesOf('elsewhere.jsonl'), linesOf('embedded.jsonl'));
  });

  it('leave nothing to be written again, and forget no record that was refused', async () => {
    for (const settings of [onServer, elsewhere]) {
      const { rowsWritten } = JSON.parse(await succeeds(['backfill', '--json'], settings));
      assert.equal(rowsWritten, 0);
      const rejected = JSON.parse(await succeeds(['rejected', 'list', '--json'], settings));
      assert.deepEqual(
        rejected.map(({ key }: { key: string }) => key),
        ['order/shopify:giftshop:1500'],
      );
    }
  });

  it('neither overwrite a file nor pour over a database', async () => {
    const before = linesOf('embedded.jsonl');
    assert.match(await fails(['export', file('embedded.jsonl')]), /EEXIST[^]*new file/);
    assert.equal(linesOf('embedded.jsonl'), before);
    assert.match(await fails(['import', file('embedded.jsonl')], onServer), /not empty/);
    assert.match(await fails(['import', file('nowhere.jsonl')], onServer), /ENOENT/);
  });
});
