import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Failure } from '../common/errors.ts';
import type { ModelName } from '../model/index.ts';
import type { WithShop, ConnectorUnderTest } from './connector-contract.ts';
import type { RawRequest } from './connector.ts';

/** What the shop would send, made without sending it. */
export interface Deliveries {
  /** As the shop sends it when the record of that id has changed: signed, and the same however often it is asked for. */
  changed(kind: ModelName, id: string): RawRequest;
  /** Rightly signed, with this body. */
  signed(body: string): RawRequest;
  /** Rightly signed, by another shop. */
  fromAnotherShop(): RawRequest;
  /** Where the shop may deliver to. */
  readonly url: string;
  /** How many subscriptions the shop holds that deliver to `url`, and what it sends anywhere else. */
  subscriptions(): { readonly here: number; readonly elsewhere: readonly string[] };
  /** Points one of those that deliver to `url` to where the service was before. */
  move(): void;
}

/** What comes by webhook is told from what is forged, and what is asked for comes. */
export function hasWebhooks(withShop: WithShop): void {
  type Hooked = ConnectorUnderTest & { readonly deliveries: Deliveries };
  const withWebhooks = (test: (shop: Hooked) => Promise<void> | void) =>
    withShop(async (shop) => {
      const { deliveries } = shop;
      if (!shop.source.webhooks) return;
      assert.ok(deliveries, 'the test can deliver');
      await test({ ...shop, deliveries });
    });
  const receive = ({ source }: ConnectorUnderTest, request: RawRequest) => {
    const received = source.webhooks?.receive(request);
    assert.ok(received);
    return received;
  };
  const refuses = (shop: ConnectorUnderTest, request: RawRequest, statuses: readonly number[]) => {
    const { status, nudges, refused } = receive(shop, request);
    assert.ok(statuses.includes(status), `answered ${status}`);
    assert.deepEqual(nudges, []);
    assert.ok(refused, 'says why');
  };

  it('nudge what has changed, and are known again when they come again', () =>
    withWebhooks((shop) => {
      for (const kind of Object.keys(shop.ids) as ModelName[]) {
        const [id = '', other = ''] = shop.ids[kind] ?? [];
        const first = receive(shop, shop.deliveries.changed(kind, id));
        assert.deepEqual(first.nudges, [{ model: kind, id }]);
        assert.ok(first.status >= 200 && first.status < 300);
        assert.equal(first.refused, null);
        assert.ok(first.delivery);
        assert.deepEqual(receive(shop, shop.deliveries.changed(kind, id)), first);
        assert.notEqual(
          receive(shop, shop.deliveries.changed(kind, other)).delivery,
          first.delivery,
        );
      }
    }));

  it('that are forged are refused with 401, whatever else is wrong with them', () =>
    withWebhooks((shop) => {
      const [kind = 'order'] = Object.keys(shop.ids) as ModelName[];
      const { headers, body } = shop.deliveries.changed(kind, shop.ids[kind]?.[0] ?? '');
      const forgeries: RawRequest[] = [
        { headers, body: Buffer.concat([body, Buffer.from(' ')]) },
        { headers, body: Buffer.from('no JSON') },
        { headers: {}, body },
        { headers: {}, body: new Uint8Array() },
      ];
      for (const forged of forgeries) refuses(shop, forged, [401]);
    }));

  it('that are no JSON are refused with 400', () =>
    withWebhooks((shop) => {
      for (const body of ['', 'id=4711', '{"id":', 'null', '[]', '"4711"']) {
        refuses(shop, shop.deliveries.signed(body), [400]);
      }
    }));

  it('for another shop are refused', () =>
    withWebhooks((shop) => refuses(shop, shop.deliveries.fromAnotherShop(), [400, 403, 404, 421])));

  it('are asked for where they are missing, and again where they went elsewhere', () =>
    withWebhooks(async ({ source, deliveries }) => {
      const { url } = deliveries;
      const before = deliveries.subscriptions();
      const said = await source.webhooks?.ensure(url);
      const { here } = deliveries.subscriptions();
      assert.ok(here > 0);
      assert.equal(said?.length, here);
      assert.deepEqual(await source.webhooks?.ensure(url), []);
      deliveries.move();
      assert.equal((await source.webhooks?.ensure(url))?.length, 1);
      assert.deepEqual(deliveries.subscriptions(), { here, elsewhere: before.elsewhere });
    }));

  it('go to a safe address only', () =>
    withWebhooks(async ({ source, store }) => {
      for (const url of ['http://shop.example/hooks', 'ftp://127.0.0.1/', 'nonsense']) {
        await assert.rejects(Promise.resolve(source.webhooks?.ensure(url)), (error) => {
          assert.ok(error instanceof Failure);
          assert.equal(error.kind, 'config');
          assert.ok(error.message.includes(store), 'names the store');
          return true;
        });
      }
    }));
}
