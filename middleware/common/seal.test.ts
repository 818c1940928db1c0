import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure } from './errors.ts';
import { isSealed, Sealer, sealingKey } from './seal.ts';

const keyOf = () => sealingKey(randomBytes(32).toString('base64'))!;
const [one, other] = [keyOf(), keyOf()];
const sealer = new Sealer(one);
const texts = fc.string({ unit: 'binary', maxLength: 300 });

function refused(open: () => string): Failure {
  try {
    open();
  } catch (error) {
    assert.ok(error instanceof Failure && error.kind === 'config');
    return error;
  }
  assert.fail('it was opened');
}

describe('what is sealed', () => {
  it('comes out as it went in, and looks different each time', () => {
    fc.assert(
      fc.property(texts, texts, (text, place) => {
        const sealed = sealer.seal(text, place);
        assert.ok(isSealed(sealed));
        assert.notEqual(sealer.seal(text, place), sealed);
        // What is no Unicode becomes U+FFFD, as in any file.
        assert.equal(sealer.open(sealed, place), text.toWellFormed());
      }),
    );
  });

  it('is refused where a single bit of it was changed', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, at, bit) => {
        const [version, id, body] = sealer.seal(text, 'a').split('.');
        const bytes = Buffer.from(body!, 'base64url');
        bytes[at % bytes.length]! ^= 1 << bit;
        const bent = `${version}.${id}.${bytes.toString('base64url')}`;
        assert.match(refused(() => sealer.open(bent, 'a')).message, /was changed/);
      }),
    );
  });

  it('is refused where it was cut off, however short', () => {
    const sealed = sealer.seal('payload', 'a');
    for (let length = sealed.indexOf('.', 3) + 2; length < sealed.length; length += 1) {
      refused(() => sealer.open(sealed.slice(0, length), 'a'));
    }
  });

  it('belongs to one record', () => {
    const sealed = sealer.seal('payload', '["00D","shopify:a","order","1"]');
    const error = refused(() => sealer.open(sealed, '["00D","shopify:a","order","2"]'));
    assert.match(error.message, /belongs elsewhere/);
    assert.doesNotMatch(error.message, /payload/);
  });

  it('needs its key, and says which', () => {
    const sealed = sealer.seal('payload', 'a');
    const error = refused(() => new Sealer(other).open(sealed, 'a'));
    assert.match(error.message, new RegExp(`not here \\(${one.id}\\)`));
    assert.match(error.action, /STORE_KEY_PREVIOUS/);
    // The id of the right key does not make a wrong one right.
    const posing = new Sealer({ id: one.id, bytes: other.bytes });
    assert.match(refused(() => posing.open(sealed, 'a')).message, /was changed/);
    refused(() => sealer.open('in clear', 'a'));
  });

  it('opens with the previous key while keys are changed', () => {
    const sealed = sealer.seal('payload', 'a');
    const changed = new Sealer(other, [one]);
    assert.equal(changed.open(sealed, 'a'), 'payload');
    assert.match(changed.seal('payload', 'a'), new RegExp(`^s1\\.${other.id}\\.`));
  });
});

describe('a key', () => {
  it('is 32 bytes, in base64 or hex, whatever stands around it', () => {
    const bytes = randomBytes(32);
    const ids = ['base64', 'base64url', 'hex'] as const;
    const read = ids.map((encoding) => sealingKey(` ${bytes.toString(encoding)}\n`)?.id);
    assert.equal(new Set(read).size, 1);
    assert.match(read[0]!, /^[0-9a-f]{8}$/);
    for (const wrong of ['', 'secret', randomBytes(16).toString('hex'), 'x'.repeat(64)]) {
      assert.equal(sealingKey(wrong), null, wrong);
    }
  });
});
