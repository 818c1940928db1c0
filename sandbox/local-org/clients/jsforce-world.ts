import { after, before } from 'node:test';
import jsforce from 'jsforce';
import { startLocalOrg, type LocalOrg } from '../index.ts';

/** An org with its own schema, and jsforce in it as the admin: for all tests of the `describe` it is called in. */
export interface JsforceWorld {
  readonly org: LocalOrg;
  readonly connection: jsforce.Connection;
}

export function jsforceForAll(): JsforceWorld {
  const world = {} as { -readonly [K in keyof JsforceWorld]: JsforceWorld[K] };
  before(async () => {
    world.org = await startLocalOrg();
    const { accessToken, url: instanceUrl } = world.org;
    world.connection = new jsforce.Connection({ instanceUrl, accessToken, version: '66.0' });
  });
  after(() => world.org.close());
  return world;
}
