import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decide, emailHash, normalizeEmail, type Candidate, type Evidence } from './index.ts';

const key = 'shopify:giftshop:1';
const emma: Candidate = {
  ...{ contactId: '003E', accountId: '001E', email: 'emma@example.com', accountKey: null },
};
const other: Candidate = { ...emma, contactId: '003O', accountId: null };
const nothing: Evidence = {
  ...{ key, email: 'emma@example.com', byKey: [], byEmail: [], former: null },
  ...{ hadContact: false, twin: null, mayMake: false },
};
const ruleOf = (evidence: Partial<Evidence>) => decide({ ...nothing, ...evidence }).rule;
const linkOf = (evidence: Partial<Evidence>) => decide({ ...nothing, ...evidence }).link;

describe('who a customer is', () => {
  it('is told by the key before the address', () => {
    const { link, rule, contact } = decide({ ...nothing, byKey: [emma], byEmail: [other] });
    assert.deepEqual(link, { kind: 'contact', contactId: '003E', accountId: '001E' });
    assert.deepEqual([rule, contact], ['key', emma]);
  });

  it('is whoever alone has the address, a private contact too', () => {
    assert.deepEqual(linkOf({ byEmail: [other] }), {
      ...{ kind: 'contact', contactId: '003O', accountId: null },
    });
    assert.equal(ruleOf({ byEmail: [other], mayMake: true }), 'email');
  });

  it('is open where several have the address: nobody is linked, and nobody made', () => {
    const decision = decide({ ...nothing, byEmail: [emma, other], mayMake: true, twin: key });
    assert.deepEqual([decision.link.kind, decision.rule], ['none', 'ambiguous']);
    assert.match(decision.reason, /^Several Contacts \(2 or more\)/);
  });

  it('stays what it was when a second Contact comes to have the address', () => {
    assert.deepEqual(
      linkOf({ byEmail: [emma, other], former: other }),
      linkOf({ byEmail: [other] }),
    );
  });

  it('stays what it was when the customer has a new address, unless that is of somebody', () => {
    assert.equal(ruleOf({ former: emma }), 'kept');
    assert.deepEqual(linkOf({ former: emma, byEmail: [other] }), linkOf({ byEmail: [other] }));
  });

  it('is made only where the store asks for it, and never a second time', () => {
    assert.equal(ruleOf({}), 'unknown');
    assert.deepEqual(linkOf({ mayMake: true }), { kind: 'own', key });
    assert.equal(ruleOf({ mayMake: true, hadContact: true }), 'gone');
    assert.equal(ruleOf({ mayMake: true, hadContact: true, byEmail: [emma] }), 'email');
  });

  it('is shared by two customers with one address', () => {
    const twin = 'shopify:giftshop:2';
    assert.deepEqual(linkOf({ mayMake: true, twin }), { kind: 'own', key: twin });
  });

  it('stays own only as long as the Account is, too', () => {
    const own = { ...emma, accountKey: key };
    assert.deepEqual(linkOf({ byKey: [own], mayMake: true }), { kind: 'own', key });
    assert.equal(linkOf({ byKey: [own], mayMake: false }).kind, 'contact');
    assert.equal(linkOf({ byKey: [emma], mayMake: true }).kind, 'contact');
  });

  it('never makes or links anybody against the evidence', () => {
    const candidate = fc.record({
      contactId: fc.constantFrom('003A', '003B', '003C'),
      accountId: fc.constantFrom('001A', null),
      email: fc.constantFrom('a@example.com', null),
      accountKey: fc.constantFrom(key, 'shopify:giftshop:9', null),
    });
    const evidence = fc.record({
      ...{ key: fc.constant(key), email: fc.constantFrom('a@example.com', null) },
      byKey: fc.array(candidate, { maxLength: 1 }),
      byEmail: fc.uniqueArray(candidate, { maxLength: 3, selector: ({ contactId }) => contactId }),
      former: fc.option(candidate),
      ...{ hadContact: fc.boolean(), mayMake: fc.boolean() },
      twin: fc.constantFrom('shopify:giftshop:2', null),
    });
    fc.assert(
      fc.property(evidence, (given) => {
        const { link, rule, reason } = decide(given);
        const known = [...given.byKey, ...given.byEmail, given.former];
        if (link.kind === 'own') assert.ok(given.mayMake);
        if (rule === 'made') assert.ok(!given.hadContact && known.every((one) => !one));
        if (link.kind === 'contact') {
          assert.ok(known.some((one) => one?.contactId === link.contactId));
        }
        assert.ok(reason.endsWith('.') && !reason.includes('@'));
        assert.deepEqual(decide(given), decide(given));
      }),
    );
  });
});

describe('an e-mail address', () => {
  it('is the same in capitals and with blanks around it, and empty is none', () => {
    assert.equal(normalizeEmail(' Emma@Example.com '), 'emma@example.com');
    assert.equal(normalizeEmail('e.mma+shop@example.com'), 'e.mma+shop@example.com');
    for (const none of [null, undefined, '', '  ']) assert.equal(normalizeEmail(none), null);
  });

  it('is known by its hash', () => {
    assert.equal(emailHash(null), null);
    assert.match(emailHash('emma@example.com')!, /^[0-9a-f]{64}$/);
  });
});
