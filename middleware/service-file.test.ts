import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { readServiceFile, removeServiceFile, writeServiceFile } from './service-file.ts';

describe("the service's address", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-address-'));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('stays where another service has left it', () => {
    const address = { url: 'http://127.0.0.1:1', token: 'a' };
    writeServiceFile(folder, address);
    removeServiceFile(folder, { token: 'b' });
    assert.deepEqual(readServiceFile(folder), address);
    removeServiceFile(folder, address);
    assert.equal(readServiceFile(folder), null);
  });
});
