import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { databases } from './fixtures/server.ts';
import { openStore, type Store, type StoreHandle } from './store.ts';

const at = new Date('2026-01-31T08:26:00Z');

/** Making a database takes seconds: all tests of a kind have one, each with an org of its own. */
for (const { name, open } of databases) describe(`the store on ${name}`, () => keeps(open));

function keeps(open: (typeof databases)[number]['open']): void {
  let database: Awaited<ReturnType<typeof open>>;
  let handle: StoreHandle;
  let store: Store;

  before(async () => {
    database = await open();
    handle = await openStore(database.location);
    store = handle.forOrg('00D000000000001AAA');
  });
  after(async () => {
    await handle.close();
    await database.close();
  });

  it('keeps how far events were heard, for each org', async () => {
    assert.equal(await store.positions.get('/event/A__e'), undefined);
    await store.positions.set('/event/A__e', '00000000000000ff', at);
    await store.positions.set('/event/A__e', '0000000000000100', at);
    assert.equal(await store.positions.get('/event/A__e'), '0000000000000100');
    assert.equal(await handle.forOrg('00Dother').positions.get('/event/A__e'), undefined);
  });

  it('keeps a checkpoint of each store and model', async () => {
    assert.equal(await store.checkpoints.get('shopify:a', 'order'), undefined);
    const checkpoint = {
      cursor: 'x',
      complete: false,
      fingerprint: 'f',
      readAt: '2026-01-01T00:00:00Z',
    };
    await store.checkpoints.set('shopify:a', 'order', checkpoint);
    await store.checkpoints.set('shopify:a', 'order', { ...checkpoint, cursor: 'y' });
    const kept = await store.checkpoints.get('shopify:a', 'order');
    assert.equal(kept?.cursor, 'y');
    assert.equal(await store.checkpoints.get('shopify:a', 'customer'), undefined);
  });

  it('finds what was saved, and replaces it', async () => {
    const time = '2026-01-01T00:00:00Z';
    const seen = { sourceTime: time, readAt: time, correlation: 'c' };
    const outcome = { hash: 'aa', state: 'written' as const, ...seen };
    const written = new Date(time);
    const two = ['k1', 'k2'].map((key) => ({ key, ...outcome }));
    await store.outcomes.save(two, written);
    await store.outcomes.save([{ key: 'k2', ...outcome, hash: 'bb' }], written);
    const known = await store.outcomes.known(['k1', 'k2', 'k3']);
    assert.deepEqual([...known].map(([key, { hash }]) => [key, hash]).sort(), [
      ['k1', 'aa'],
      ['k2', 'bb'],
    ]);
    assert.equal((await handle.forOrg('00Dother').outcomes.known(['k1'])).size, 0);
    await store.outcomes.forget(['k1', 'k3']);
    const [first] = (await store.outcomes.known(['k1', 'k3'])).values();
    assert.deepEqual([first?.state, first?.sourceTime, first?.readAt], ['written', '', null]);
    assert.notEqual(first?.hash, 'aa');
  });

  it('keeps why a record was rejected until it is written after all', async () => {
    const rejected = { store: 'shopify:a', model: 'order' as const, stage: 'read' as const };
    await store.rejections.add(
      [
        { ...rejected, key: '1', reason: 'no date', raw: { text: 'a\0b' } },
        { ...rejected, key: '1', reason: 'no date at all', raw: 'x' },
        { ...rejected, key: '2', reason: 'no id', raw: undefined },
      ],
      at,
    );
    const listed = await store.rejections.list();
    assert.deepEqual(
      listed.map(({ key, reason }) => `${key} ${reason}`),
      ['1 no date at all', '2 no id'],
    );
    await store.rejections.clear('shopify:a', 'order', ['1']);
    assert.equal(await store.rejections.count(), 1);
  });

  it('keeps who a customer is, finds them by all that could concern them, and what is to be written', async () => {
    const { links } = handle.forOrg('00Dlinks');
    const link = (customer: string, contacts: string[], emailHash: string | null) => ({
      ...{ customer, rule: 'email', reason: 'One.', accountId: null, contactEmailHash: null },
      ...{ contacts, emailHash, contactId: contacts[0] ?? null, hadContact: contacts.length > 0 },
      link: { kind: 'none' } as const,
    });
    const [one, two] = [link('shopify:a:1', ['003A', '003B'], null), link('shopify:a:2', [], 'ff')];
    await links.save('shopify:a', [one, two], new Set([one.customer]), at);
    assert.deepEqual((await links.of([one.customer, 'x'])).get(one.customer), one);
    const concerned = async (by: object) => {
      const all = { contacts: [], customers: [], emailHashes: [], ...by };
      return (await links.concernedBy('shopify:a', all)).map(({ customer }) => customer);
    };
    assert.deepEqual(await concerned({ contacts: ['003B', '003C'] }), [one.customer]);
    assert.deepEqual(await concerned({ emailHashes: ['ff'] }), [two.customer]);
    assert.deepEqual(await concerned({ customers: [two.customer] }), [two.customer]);
    assert.deepEqual(await concerned({}), []);
    const pending = await links.pending('shopify:a', '', 10);
    assert.deepEqual(
      pending.map(({ customer, generation }) => [customer, generation]),
      [[one.customer, 1]],
    );
    await links.save('shopify:a', [one], new Set([one.customer]), at);
    await links.settled(pending);
    assert.equal((await links.pending('shopify:a', '', 10))[0]?.generation, 2);
    assert.deepEqual(await links.pending('shopify:a', one.customer, 10), []);
  });

  it('keeps the children of an aggregate, and fewer only where none were added meanwhile', async () => {
    const { children } = store;
    const [few, some, more] = [{ line: ['1'] }, { line: ['1', '2'] }, { line: ['1', '2', '3'] }];
    await children.save(
      new Map([
        ['o1', some],
        ['o2', more],
      ]),
    );
    await children.shrink([
      { key: 'o1', from: some, to: few },
      { key: 'o2', from: some, to: few },
    ]);
    const kept = await children.of(['o1', 'o2', 'o3']);
    assert.deepEqual([...kept].sort(), [
      ['o1', few],
      ['o2', more],
    ]);
  });

  it('keeps facts of orders, and whom they concern until that is dealt with', async () => {
    const { facts, touched } = store;
    const fact = {
      ...{ key: 'o1', customer: 'a', currency: 'GBP', placedOn: '2026-01-31', total: '10' },
      ...{ placedAt: at.toISOString(), refunded: '0', cancelled: false },
    };
    await facts.save('shopify:a', [{ ...fact, total: '9' }, fact]);
    await facts.analyze();
    assert.deepEqual(await facts.of(['a']), [fact]);
    const first = await touched.take('shopify:a', undefined, 10);
    assert.deepEqual(first, [{ customer: 'a', currency: 'GBP' }]);
    assert.deepEqual(await touched.take('shopify:a', first[0], 10), []);
    assert.deepEqual(await touched.take('shopify:b', undefined, 10), []);
    await facts.save('shopify:a', [fact, { ...fact, key: 'o2' }]);
    await touched.remove('shopify:a', first);
    assert.equal(await touched.count('shopify:a'), 1, 'touched again since');
    await touched.remove('shopify:a', await touched.take('shopify:a', undefined, 10));
    await facts.save('shopify:a', [fact]);
    assert.equal(await touched.count('shopify:a'), 0, 'nothing has changed');
    await facts.save('shopify:a', [{ ...fact, customer: null }]);
    assert.deepEqual(await touched.take('shopify:a', undefined, 10), first);
    assert.deepEqual(
      (await facts.of(['a'])).map(({ key }) => key),
      ['o2'],
    );
  });

  it('keeps nudges until they are done, and one that comes again for longer', async () => {
    const { nudges } = store;
    const two = [
      { model: 'order' as const, id: '1' },
      { model: 'order' as const, id: '2' },
    ];
    await nudges.add('shopify:a', [...two, two[0]!], at);
    const taken = await nudges.take('shopify:a', 'order', 10);
    assert.deepEqual(
      taken.map(({ id, generation }) => [id, generation]),
      [
        ['1', 1],
        ['2', 1],
      ],
    );
    await nudges.add('shopify:a', [two[0]!], at);
    await nudges.done('shopify:a', taken);
    assert.deepEqual(await nudges.take('shopify:a', 'order', 10), [
      { ...two[0], generation: 2, correlation: null },
    ]);
    assert.deepEqual(await nudges.take('shopify:b', 'order', 10), []);
    assert.equal(await nudges.count('shopify:a'), 1);
  });

  it('knows a delivery again for a week', async () => {
    const { deliveries } = store;
    const week = new Date(at.getTime() + 7 * 24 * 3_600_000 + 1);
    assert.equal(await deliveries.isNew('shopify:a', 'd', at), true);
    assert.equal(await deliveries.isNew('shopify:a', 'd', at), false);
    assert.equal(await deliveries.isNew('shopify:b', 'd', at), true);
    const several = ['e', 'd', 'e', null, null].map((delivery) => {
      return { delivery, correlation: 'c', about: undefined };
    });
    const areNew = await deliveries.areNew('shopify:a', several, at);
    assert.deepEqual(areNew, [true, false, false, true, true]);
    await deliveries.purge(at);
    assert.equal(await deliveries.isNew('shopify:a', 'd', at), false);
    await deliveries.purge(week);
    assert.equal(await deliveries.isNew('shopify:a', 'd', week), true);
  });

  it('forgets runs that nobody looks at any more', async () => {
    const { runs } = handle.forOrg('00Druns');
    const old = await runs.start('shopify:a', 'order', 'delta', at);
    const fortnight = new Date(at.getTime() + 14 * 24 * 3_600_000);
    await runs.purge(fortnight);
    assert.equal((await runs.latest())[0]?.id, old);
    await runs.purge(new Date(fortnight.getTime() + 1));
    assert.deepEqual(await runs.latest(), []);
  });

  it('gives what is to be tried again in parts, the longest untried first', async () => {
    const { rejections } = handle.forOrg('00Dpending');
    const one = { store: 'shopify:a', model: 'order' as const, reason: 'r', raw: null };
    for (const [key, stage, day] of [
      ['c', 'waiting', 1],
      ['b', 'retry', 2],
      ['a', 'waiting', 3],
      ['d', 'write', 0],
    ] as const) {
      await rejections.add([{ ...one, key, stage }], new Date(at.getTime() + day));
    }
    assert.deepEqual(await rejections.pending('shopify:a', 'order', 2), ['c', 'b']);
    assert.deepEqual(await rejections.pending('shopify:a', 'order', ['a', 'b', 'd']), ['b', 'a']);
    assert.deepEqual(await rejections.pending('shopify:a', 'cart', 2), []);
  });

  it('does all of a transaction or nothing', async () => {
    const interrupted = store.transaction(async (within) => {
      await within.ledger.opened({ id: '750x', object: 'Account' });
      throw new Error('interrupted');
    });
    await assert.rejects(interrupted, /interrupted/);
    assert.deepEqual(await store.ledger.open(), []);
    await store.ledger.opened({ id: '750y', object: 'Account' });
    const [left, ...others] = await store.ledger.open();
    assert.deepEqual([left?.id, left?.object, others], ['750y', 'Account', []]);
    await store.ledger.closed('750y');
    assert.deepEqual(await store.ledger.open(), []);
  });
}

describe('a database server that is not there', () => {
  it('is told from one that is too new', async () => {
    const opening = openStore({ databaseUrl: 'postgres://someone:secret@127.0.0.1:1/orderlens' });
    await assert.rejects(opening, (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'unavailable');
      assert.match(error.message, /cannot be used: .*ECONNREFUSED/);
      assert.doesNotMatch(error.message, /secret/);
      return /DATABASE_URL/.test(error.action);
    });
  });
});
