import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { localUrl, readServiceFile, removeServiceFile, writeServiceFile } from './service-file.ts';

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

  it('is one that can be called', () => {
    assert.equal(localUrl('0.0.0.0', 80), 'http://127.0.0.1:80');
    assert.equal(localUrl('10.1.2.3', 80), 'http://10.1.2.3:80');
    assert.equal(localUrl('::', 80), 'http://[::1]:80');
    assert.equal(localUrl('fe80::1', 80), 'http://[fe80::1]:80');
  });
});
