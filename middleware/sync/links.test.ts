import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { linkWorld, type Colleague, type LinkScene } from './fixtures/link-world.ts';

describe('a customer in Salesforce', () => {
  let world: Awaited<ReturnType<typeof linkWorld>>;
  let colleague: Colleague;
  before(async () => {
    world = await linkWorld();
    colleague = world.colleague;
  });
  after(() => world.close());

  const later = { updatedAt: '2026-02-01T00:00:00.000Z' };
  const make = { createContacts: true };

  /** The customer, their order o1 and their cart c1. */
  async function allSay(scene: LinkScene, ...lookUps: (string | undefined)[]) {
    for (const [object, name] of Object.entries({ Customer: '1', Order: 'o1', Cart: 'c1' })) {
      assert.deepEqual(await scene.lookUps(`Commerce_${object}__c`, name), lookUps, object);
    }
  }

  it('is found by key before address, and so are their orders and carts', async () => {
    const scene = world.scene();
    const account = colleague.account();
    const emma = { AccountId: account, Email: 'old@example.com', Commerce_Key__c: scene.key('1') };
    const byKey = colleague.contact(emma);
    colleague.contact({ Email: scene.email('1') });
    const byEmail = colleague.contact({ Email: scene.email('2').toUpperCase() });
    await scene.customers(['1'], ['2'], ['3']);
    await scene.orders(['o1', '1'], ['o2', '2'], ['o3', '3']);
    await scene.cart('c1', '1');
    await allSay(scene, account, byKey);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o2'), [null, byEmail]);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o3'), [null, null]);
    const rules = await Promise.all(
      ['1', '2', '3'].map(async (name) => (await scene.linkOf(name)).rule),
    );
    assert.deepEqual(rules, ['key', 'email', 'unknown']);
  });

  it('is nobody where two Contacts have the address, until they are merged', async () => {
    const scene = world.scene(make);
    await scene.relink();
    const [one, two] = [0, 1].map(() => colleague.contact({ Email: scene.email('1') }));
    await scene.customers(['1']);
    await scene.orders(['o1', '1']);
    const { rule, reason } = await scene.linkOf('1');
    assert.equal(rule, 'ambiguous');
    assert.match(reason, /merge them/);
    assert.deepEqual(await scene.made('1'), []);
    colleague.merge(one!, two!);
    assert.equal((await scene.relink()).written, 1);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o1'), [null, one]);
    assert.deepEqual(await scene.lookUps('Commerce_Customer__c', '1'), [null, one]);
  });

  it('shares the Contact with another customer who has the same address', async () => {
    const scene = world.scene();
    const emma = colleague.contact({ Email: scene.email('1') });
    await scene.customers(['1'], ['2', { email: scene.email('1') }]);
    for (const name of ['1', '2']) {
      assert.deepEqual(await scene.lookUps('Commerce_Customer__c', name), [null, emma]);
    }
  });

  it('is made once where two have the same address and the store asks for Contacts', async () => {
    const scene = world.scene(make);
    await scene.customers(['1'], ['2', { email: scene.email('1') }]);
    const [made] = await scene.made('1');
    assert.ok(made);
    assert.deepEqual(await scene.made('2'), []);
    assert.equal((await scene.lookUps('Commerce_Customer__c', '2'))?.[1], made);
    await scene.relink();
    await scene.orders(['o2', '2']);
    assert.equal((await scene.lookUps('Commerce_Order__c', 'o2'))?.[1], made);
  });

  it('is made only where the store asks for it, and not where somebody is there', async () => {
    const scene = world.scene(make);
    const there = colleague.contact({ Email: scene.email('2') });
    await scene.customers(['1'], ['2']);
    assert.equal((await scene.made('1')).length, 1);
    assert.deepEqual(await scene.made('2'), []);
    assert.deepEqual(await scene.lookUps('Commerce_Customer__c', '2'), [null, there]);
    const silent = world.scene();
    await silent.customers(['1']);
    assert.deepEqual(await silent.made('1'), []);
  });

  it('is not made a second time when somebody has deleted it', async () => {
    const scene = world.scene(make);
    await scene.relink();
    await scene.customers(['1']);
    await scene.orders(['o1', '1']);
    const [made] = await scene.made('1');
    colleague.remove(made!);
    await scene.relink();
    assert.equal((await scene.linkOf('1')).rule, 'gone');
    await scene.customers(['1', { ...later, name: 'Emma', email: 'new@example.com' }]);
    await scene.orders(['o2', '1']);
    assert.deepEqual(await scene.made('1'), []);
    assert.equal((await scene.lookUps('Commerce_Order__c', 'o2'))?.[1], null);
    colleague.undelete(made!);
    await scene.relink();
    for (const name of ['o1', 'o2']) {
      assert.equal((await scene.lookUps('Commerce_Order__c', name))?.[1], made);
    }
  });

  it('is not made a second time, even if it was deleted before anybody looked', async () => {
    const scene = world.scene(make);
    await scene.customers(['1']);
    const [made] = await scene.made('1');
    colleague.remove(made!);
    await scene.customers(['1', { ...later, email: 'other@example.com' }]);
    assert.equal((await scene.linkOf('1')).rule, 'gone');
    assert.deepEqual(await scene.made('1'), []);
  });

  it('follows the Contact into which theirs is merged', async () => {
    const scene = world.scene(make);
    await scene.relink();
    await scene.customers(['1']);
    await scene.orders(['o1', '1']);
    await scene.cart('c1', '1');
    await scene.relink();
    const [made] = await scene.made('1');
    const account = colleague.account();
    const [middle, last] = [1, 2].map(() => colleague.contact({ AccountId: account }));
    colleague.merge(middle!, made!);
    colleague.merge(last!, middle!);
    await scene.relink();
    await allSay(scene, account, last);
    await scene.orders(['o2', '1']);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o2'), [account, last]);
    await scene.customers(['1', { ...later, name: 'Emma' }]);
    assert.deepEqual(await scene.made('1'), []);
    assert.equal((await scene.relink()).written, 0);
  });

  it('is linked, with all that is theirs, when the Contact comes later', async () => {
    const scene = world.scene();
    await scene.relink();
    await scene.customers(['1'], ['2']);
    await scene.orders(['o1', '1'], ['o2', '2']);
    await scene.cart('c1', '1');
    const account = colleague.account();
    const emma = colleague.contact({ AccountId: account, Email: scene.email('1') });
    assert.equal((await scene.relink()).written, 1);
    await allSay(scene, account, emma);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o2'), [null, null]);
    const other = colleague.account();
    colleague.change(emma, { AccountId: other });
    await scene.relink();
    assert.deepEqual(await scene.lookUps('Commerce_Cart__c', 'c1'), [other, emma]);
  });

  it('is somebody else when a person corrects the address of the Contact', async () => {
    const scene = world.scene();
    await scene.relink();
    const wrong = colleague.contact({ Email: scene.email('1') });
    await scene.customers(['1']);
    await scene.orders(['o1', '1']);
    colleague.change(wrong, { Email: scene.email('another') });
    await scene.relink();
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o1'), [null, null]);
    const right = colleague.contact({ Commerce_Key__c: scene.key('1') });
    await scene.relink();
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o1'), [null, right]);
  });

  it('stays who they are with a new address, and when a second Contact gets the old one', async () => {
    const scene = world.scene();
    await scene.relink();
    const emma = colleague.contact({ Email: scene.email('1') });
    await scene.customers(['1']);
    colleague.contact({ Email: scene.email('1') });
    await scene.relink();
    assert.deepEqual((await scene.linkOf('1')).link, {
      kind: 'contact',
      contactId: emma,
      accountId: null,
    });
    await scene.customers(['1', { ...later, email: 'new.one@example.com' }]);
    colleague.change(emma, { LastName: 'Clarke-Smith' });
    await scene.relink();
    assert.equal((await scene.linkOf('1')).rule, 'kept');
    assert.deepEqual(await scene.lookUps('Commerce_Customer__c', '1'), [null, emma]);
  });

  it('whose Contact has just been deleted keeps nothing from being written', async () => {
    const scene = world.scene();
    await scene.relink();
    const emma = colleague.contact({ Email: scene.email('1') });
    await scene.customers(['1']);
    colleague.remove(emma);
    const { counts } = await scene.orders(['o1', '1']);
    assert.deepEqual([counts.waiting, counts.rejected], [1, 0]);
    await scene.relink();
    await scene.orders(['o1', '1']);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o1'), [null, null]);
    assert.equal(await scene.memory.rejections.count(), 0);
  });

  it('who was merged into another in the shop leaves their orders to that one', async () => {
    const scene = world.scene();
    const [one, two] = ['1', '2'].map((name) => colleague.contact({ Email: scene.email(name) }));
    await scene.customers(['1'], ['2']);
    await scene.orders(['o1', '1']);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o1'), [null, one]);
    await scene.orders(['o1', '2', later]);
    assert.deepEqual(await scene.lookUps('Commerce_Order__c', 'o1'), [null, two]);
  });

  it('is asked for once: a page of customers who were decided costs Salesforce nothing', async () => {
    const scene = world.scene();
    await scene.customers(['1'], ['2']);
    const second = await scene.customers(['1'], ['2']);
    assert.equal(second.counts.unchanged, 2);
    assert.deepEqual(await scene.memory.links.pending('shopify:giftshop', '', 10), []);
  });
});
