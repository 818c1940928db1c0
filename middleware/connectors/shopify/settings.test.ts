import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../common/errors.ts';
import { parseSettings } from './settings.ts';

const good = { domain: 'giftshop.myshopify.com', accessToken: 'shpat_1' };

function problems(given: unknown): string {
  try {
    parseSettings('giftshop', given);
  } catch (error) {
    assert.ok(error instanceof Failure);
    assert.equal(error.kind, 'config');
    assert.match(error.action, /giftshop/);
    return error.message;
  }
  assert.fail('nothing wrong was found');
}

describe('settings of a Shopify store', () => {
  it('need domain and token', () => {
    assert.deepEqual(parseSettings('giftshop', good), { ...good, apiVersion: '2026-10' });
    assert.match(problems({}), /store "giftshop": domain: .*; accessToken: must be/);
  });

  it('say every problem at once, and no secret', () => {
    const text = problems({
      domain: 'https://giftshop.example',
      accessToken: ' ',
      baseUrl: 'http://shop.example',
      apiVersion: 'latest',
      accesToken: 'shpat_secret',
    });
    for (const name of ['domain', 'accessToken', 'baseUrl', 'apiVersion', 'accesToken']) {
      assert.ok(text.includes(name), name);
    }
    assert.doesNotMatch(text, /shpat_|shop\.example/);
  });

  it('allow plain http to this machine only', () => {
    for (const baseUrl of [
      'http://127.0.0.1:8080',
      'http://localhost:1',
      'https://proxy.example',
    ]) {
      assert.equal(parseSettings('giftshop', { ...good, baseUrl }).baseUrl, baseUrl);
    }
    for (const baseUrl of ['http://127.0.0.1.example', 'ftp://localhost', 'nonsense']) {
      assert.match(problems({ ...good, baseUrl }), /baseUrl: must be an https address/);
    }
  });

  it('take one webhook secret or two, and repeat none', () => {
    for (const webhookSecrets of [['shpss_1'], ['shpss_1', 'shpss_2']]) {
      assert.deepEqual(
        parseSettings('giftshop', { ...good, webhookSecrets }).webhookSecrets,
        webhookSecrets,
      );
    }
    for (const webhookSecrets of [
      [],
      ['shpss_1', 'shpss_2', 'shpss_3'],
      ['shpss_1', ' '],
      'shpss_1',
    ]) {
      const text = problems({ ...good, webhookSecrets });
      assert.match(text, /webhookSecrets/);
      assert.doesNotMatch(text, /shpss_/);
    }
  });
});
