import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import type { Source, StoreReport } from '../connectors/connector.ts';
import type { Pin, Pins } from '../store/pins.ts';
import { pinned } from './pinned.ts';

describe('a store that was pinned', () => {
  const check = (pin: Pin) => {
    const source: Source = { read: {}, check: async () => ({ shopId: '9' }) as StoreReport };
    const pins = { pin: async () => pin } as unknown as Pins;
    const setup = { store: 'shopify:a', key: 'a', orgId: '00D1', pins, now: () => new Date() };
    return pinned(source, setup).check();
  };

  it('is checked as ever while shop and org are the same', async () => {
    assert.equal((await check({ org: '00D1', shopId: '9' })).shopId, '9');
  });

  it('is stopped for a person where it is another shop, or goes into another org', async () => {
    for (const [pin, message] of [
      [{ org: '00D1', shopId: '8' }, /was shop 8 before, and is shop 9 now/],
      [{ org: '00D2', shopId: '9' }, /went into org 00D2 before, and this is org 00D1/],
    ] as const) {
      await assert.rejects(check(pin), (error: unknown) => {
        assert.ok(error instanceof Failure && error.kind === 'config');
        assert.match(error.action, /orderlens forget-store a/);
        return message.test(error.message);
      });
    }
  });
});
