import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { databases } from './fixtures/server.ts';
import { openStore, type StoreHandle } from './store.ts';

const at = new Date('2026-01-31T08:26:00Z');
const store = 'shopify:a';

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

async function fill(handle: StoreHandle): Promise<void> {
  const memory = handle.forOrg('00D');
  const time = at.toISOString();
  const outcome = {
    ...{ hash: 'aa', state: 'written' as const, sourceTime: time, readAt: time },
    correlation: null,
  };
  // More than one batch, and keys that only byte order puts in their places.
  const keys = Array.from(
    { length: 2500 },
    (_, index) => `order/${store}:${index % 2 ? 'Z' : 'a'}${index}`,
  );
  await memory.outcomes.save(
    keys.map((key) => ({ key, ...outcome })),
    at,
  );
  await memory.outcomes.save([{ key: 'order/shopify:ab:1', ...outcome }], at);
  await memory.checkpoints.set(store, 'order', {
    ...{ cursor: '{"ä": "\\u0001"}', complete: true, fingerprint: 'f', readAt: at.toISOString() },
  });
  await memory.nudges.add(store, [{ model: 'order', id: '1' }], at);
  await memory.ledger.opened({ id: '750a', object: 'Account' });
  await memory.pins.pin(store, '9', at);
  await memory.links.save(
    store,
    [
      {
        ...{ customer: `${store}:1`, rule: 'email', reason: 'One.', accountId: null },
        ...{ contacts: ['003A', '003B'], emailHash: 'ff', contactEmailHash: null },
        ...{ contactId: '003A', hadContact: true, link: { kind: 'none' } },
      },
    ],
    new Set(),
    at,
  );
}

describe('an embedded store that is moved to a server', () => {
  let from: Awaited<ReturnType<(typeof databases)[number]['open']>>;
  let to: typeof from;
  let embedded: StoreHandle;
  let server: StoreHandle;
  const lines: string[] = [];

  before(async () => {
    [from, to] = await Promise.all([databases[0]!.open(), databases[1]!.open()]);
    [embedded, server] = await Promise.all([openStore(from.location), openStore(to.location)]);
    await fill(embedded);
  });
  after(async () => {
    await Promise.all([embedded.close(), server.close()]);
    await Promise.all([from.close(), to.close()]);
  });

  const refuses = (given: readonly string[], message: RegExp) =>
    assert.rejects(server.importAll(each(given)), (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'config');
      return message.test(error.message);
    });

  it('is the same there, row by row', async () => {
    const counts = await embedded.exportAll(async (line) => void lines.push(line));
    assert.deepEqual([counts['outcome'], counts['nudge'], counts['job_ledger']], [2501, 1, 1]);
    assert.equal(counts['store_lease'], undefined);
    await refuses(lines.slice(0, -1), /no whole export/);
    await refuses([...lines.slice(0, 5), lines.at(-1)!], /no whole export/);
    await refuses([lines[0]!.replace('0001-first', '0000'), ...lines.slice(1)], /another version/);
    await refuses(['{}'], /no whole export/);
    const arrived = await server.importAll(each(lines));
    const some = Object.entries(counts).filter(([, count]) => count > 0);
    assert.deepEqual(arrived, Object.fromEntries(some));
    const again: string[] = [];
    await server.exportAll(async (line) => void again.push(line));
    assert.deepEqual(again, lines);
  });

  it('is not poured over another', () => refuses(lines, /not empty: its table/));

  it('goes on there', async () => {
    const memory = server.forOrg('00D');
    assert.equal((await memory.outcomes.known([`order/${store}:a0`])).size, 1);
    assert.deepEqual(await memory.pins.pin(store, '8', at), { org: '00D', shopId: '9' });
    await memory.nudges.add(store, [{ model: 'order', id: '1' }], at);
    assert.equal((await memory.nudges.take(store, 'order', 5))[0]?.generation, 2);
  });

  it('can be forgotten, unless somebody works on it, and no other store with it', async () => {
    const leases = server.leases('00D');
    const held = await leases.claim({ id: 'me', ttlMs: 60_000 }, [store]);
    await assert.rejects(server.forget(store), /A process works on store shopify:a/);
    await leases.release(held);
    assert.ok((await server.forget(store)) > 2500);
    const memory = server.forOrg('00D');
    assert.equal((await memory.outcomes.known([`order/${store}:a0`])).size, 0);
    assert.equal((await memory.outcomes.known(['order/shopify:ab:1'])).size, 1);
    assert.deepEqual(await memory.pins.pin(store, '8', at), { org: '00D', shopId: '8' });
  });
});

for (const { name, open } of databases) {
  describe(`a database on ${name} that a newer version has used`, () => {
    it('is left alone', async () => {
      const database = await open();
      await (await openStore(database.location)).close();
      await addMigration(database.location);
      await assert.rejects(openStore(database.location), (error: unknown) => {
        assert.ok(error instanceof Failure && error.kind === 'config');
        return /newest version/.test(error.action);
      });
      await database.close();
    });
  });
}

async function addMigration(location: Parameters<typeof openStore>[0]): Promise<void> {
  const insert = `insert into kysely_migration (name, timestamp) values ('9999-later', '2030')`;
  if ('folder' in location) {
    const { openPGlite } = await import('./pglite.ts');
    const pglite = await openPGlite(`${location.folder}/pg`);
    await pglite.exec(insert);
    return pglite.close();
  }
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: location.databaseUrl });
  await client.connect();
  await client.query(insert);
  await client.end();
}
