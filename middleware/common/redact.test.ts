import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure, messageOf } from './errors.ts';
import { hideAll, hideAllIn, hideSecrets, hideSecretsIn, rememberSecret } from './redact.ts';

const sessionId = '00D000000000001!AQ4AQPtx7Yw6zPqW9sK1rT2u.V3w4X5y6Z7a8B9c0D1e2F3';
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl';
const pem = `-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----`;

describe('a secret in a text', () => {
  const secrets: readonly [string, string][] = [
    ['a session id', sessionId],
    ['a session id at the end of a bearer header', `Bearer ${sessionId}`],
    ['an access token of Shopify', 'shpat_0123456789abcdef0123456789abcdef'],
    ['a client secret of Shopify', 'shpss_0123456789abcdef0123456789abcdef'],
    ['a signed token', jwt],
    ['a private key', pem],
    ['a private key that was cut off', pem.slice(0, 50)],
    ['a private key within JSON', JSON.stringify(pem)],
    ['basic credentials', 'Basic dXNlcjpwYXNzd29yZA=='],
    ['a password in a query', '?password=correct-horse&'],
    ['a token in a variable', 'SHOPIFY_TOKEN=correct-horse'],
    ['a header', 'X-Shopify-Access-Token: correct-horse'],
    ['a member of JSON', '{"accessToken":"correct-horse"}'],
    ['a member of JSON that was cut off', '{"accessToken":"correct-horse'],
    ['a member of JSON within JSON', JSON.stringify('{"client_secret": "correct-horse"}')],
  ];
  const told = /correct-horse|AQPtx7Yw6z|0123456789abcdef|c2lnbmF0|MIIEvQ|dXNlcjpw/;
  for (const [what, secret] of secrets) {
    it(`${what} is hidden, and what stands around it is not`, () => {
      const text = hideSecrets(`before ${secret}\nafter`);
      assert.doesNotMatch(text, told);
      assert.match(text, /^before .*\[hidden\]/);
      assert.ok(what.endsWith('cut off') || text.endsWith('\nafter'), text);
    });
  }

  it('a password in an address goes, host and user stay', () => {
    assert.equal(
      hideSecrets('connect postgres://orderlens:p4ss-w0rd@db.internal:5432/x failed'),
      'connect postgres://orderlens:[hidden]@db.internal:5432/x failed',
    );
  });

  it('is known by its value where the process was given it, in every spelling', () => {
    rememberSecret('only here: "quoted" & odd');
    for (const spell of [String, encodeURIComponent, JSON.stringify] as const) {
      assert.doesNotMatch(hideSecrets(`x ${spell('only here: "quoted" & odd')} y`), /quoted/);
    }
    rememberSecret('short');
    assert.equal(hideSecrets('a short text'), 'a short text');
  });

  it('is not seen in ordinary words', () => {
    for (const text of [
      'stores.giftshop.settings.accessToken: must not be empty',
      'store giftshop asks for $SHOPIFY_TOKEN, which is not set',
      'REQUIRED_FIELD_MISSING: Required fields are missing: [Name]',
      'Order shopify:giftshop:4711 of 2024-02-29T10:00:00.000+00:00 at 19.99 USD',
      '{"Authorization__c":"x","Tokens__c":1}',
    ]) {
      assert.equal(hideSecrets(text), text);
    }
    const line = '2024-02-29T10:00:00.000+00:00 shopify:giftshop:4711 19.99 USD +100';
    assert.equal(hideAll(line), line);
  });
});

describe('what tells of a person', () => {
  it('is hidden for logs, and left for whoever may read the record', () => {
    const text = "Email: invalid email address: emma.o'hara+x@example.co.uk, +44 20 7946 0018";
    assert.equal(hideSecrets(text), text);
    assert.doesNotMatch(hideAll(text), /emma|hara|example|7946/);
    assert.doesNotMatch(hideAll('?email=emma%40example.com'), /emma/);
    assert.doesNotMatch(hideAll('got {"first_name":"Emma","phone":4420}'), /Emma|4420/);
  });

  it('is hidden by the name it stands under, however deep', () => {
    const order = { id: 1, customer: { email: 'x', first_name: 'Emma', note: null, tags: ['a'] } };
    assert.deepEqual(hideAllIn({ order }), {
      order: {
        id: 1,
        customer: { email: '[hidden]', first_name: '[hidden]', note: null, tags: ['a'] },
      },
    });
    assert.deepEqual(hideSecretsIn({ order, accessToken: 'x', list: [{ cart_token: 'y' }] }), {
      order,
      accessToken: '[hidden]',
      list: [{ cart_token: '[hidden]' }],
    });
  });

  it('goes round no circle, and tells no bytes', () => {
    const circle: Record<string, unknown> = { bytes: Buffer.from('secret'), at: new Date(0) };
    circle['self'] = circle;
    const safe = { bytes: '[hidden]', at: new Date(0), self: '[hidden]' };
    assert.deepEqual(hideAllIn(circle), safe);
  });
});

describe('hiding', () => {
  it('finds a token wherever it stands', () => {
    const token = fc.stringMatching(/^shpat_[0-9a-f]{32}$/);
    const around = fc.string({ unit: 'binary' }).map((text) => `${text} `);
    fc.assert(
      fc.property(around, token, fc.string({ unit: 'binary' }), (before, secret, after) => {
        assert.ok(!hideAll(`${before}${secret} ${after}`).includes(secret));
        const nested = JSON.stringify(JSON.stringify({ before, [`${before}`]: [secret, after] }));
        assert.ok(!hideAll(nested).includes(secret));
      }),
    );
  });

  it('gives the same the second time, and stays JSON where it was JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = hideAllIn(value);
        assert.deepEqual(hideAllIn(once), once);
        const text = JSON.stringify(value);
        assert.doesNotThrow(() => JSON.parse(hideAll(JSON.stringify({ text, value }))));
      }),
    );
  });

  it('takes no longer for a text that was made to make it slow', () => {
    const bits = [
      'a://a:',
      '"a":"\\',
      'aaaa@',
      '+1 ',
      'token=',
      '-----BEGIN PRIVATE KEY-----',
      'a.',
    ];
    for (const bit of [...bits, 'x', '"', '\\"', 'Bearer ', '00D000000000000!']) {
      const started = performance.now();
      hideAll(bit.repeat(200_000 / bit.length));
      const took = performance.now() - started;
      assert.ok(took < 2000, `${took} ms for ${bit}`);
    }
  });

  it('is done by every failure', () => {
    const failure = new Failure(`refused ${sessionId}`, { kind: 'auth', action: 'x' });
    assert.equal(failure.message, 'refused 00D000000000001![hidden]');
    assert.ok(!failure.stack?.includes('AQ4AQ'));
    assert.equal(messageOf(new Error(`refused ${jwt}`)), 'refused [hidden]');
  });
});
