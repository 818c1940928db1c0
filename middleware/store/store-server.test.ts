import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { startServer, type TestServer } from './fixtures/server.ts';
import { openStore } from './store.ts';

describe('the store on a database server', () => {
  let server: TestServer;
  let databaseUrl: string;
  before(async () => {
    server = await startServer();
    databaseUrl = await server.freshDatabase();
  });
  after(() => server.stop());

  it('lets one process at a time work on an org', async () => {
    const org = randomUUID();
    const [one, other] = await Promise.all([
      openStore({ databaseUrl }),
      openStore({ databaseUrl }),
    ]);
    await one.claim(org);
    await other.claim(`another ${org}`);
    await assert.rejects(other.claim(org), (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'config');
      return /Another process works on org/.test(error.message);
    });
    await one.close();
    await other.claim(org);
    await other.close();
  });
});
