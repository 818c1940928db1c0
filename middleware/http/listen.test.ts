import assert from 'node:assert/strict';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { selfSigned } from '../../sandbox/local-org/pubsub/certificate.ts';
import { Failure } from '../common/errors.ts';
import { createLog } from '../common/log.ts';
import { appFor } from './fixtures/app.ts';
import { listen, type Listening } from './listen.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-listen-'));
const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
const lines: string[] = [];
const log = createLog('info', { write: (line) => void lines.push(line) });
const open: Listening[] = [];
after(() => {
  for (const one of open) one.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

function writePair() {
  const { certificate, privateKey } = selfSigned(new Date());
  fs.writeFileSync(certFile, certificate);
  fs.writeFileSync(keyFile, privateKey);
  return certificate;
}

async function started(settings: Parameters<typeof listen>[1]): Promise<Listening> {
  const listening = await listen(appFor().app, settings, log);
  open.push(listening);
  return listening;
}

/** The status, over a connection that trusts this certificate alone. */
function ask(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    https
      .get(`${url}/healthz`, { ca, agent: false, servername: 'localhost' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
      .on('error', reject);
  });
}

describe('listening', () => {
  it('on loopback needs one address', async () => {
    const { url, localUrl } = await started({ host: '127.0.0.1', port: 0, tls: null });
    assert.equal(url, localUrl);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });

  it('by TLS speaks it, has a way for this machine, and takes a new certificate', async () => {
    const first = writePair();
    const tls = { certFile, keyFile };
    const { url, localUrl } = await started({ host: '127.0.0.1', port: 0, tls });
    assert.match(url, /^https:/);
    assert.equal(await ask(url, first), 200);
    assert.equal((await fetch(`${localUrl}/status`)).status, 200);
    const second = writePair();
    process.emit('SIGHUP');
    assert.equal(await ask(url, second), 200);
    await assert.rejects(ask(url, first), /self.signed|unable to/i);
    // A broken one changes nothing.
    fs.writeFileSync(certFile, 'no certificate');
    process.emit('SIGHUP');
    assert.equal(await ask(url, second), 200);
    assert.match(lines.join(''), /cannot be used; the one before stays/);
  });

  it('with what is no certificate, or where somebody else listens, is a mistake in the configuration', async () => {
    writePair();
    fs.writeFileSync(keyFile, selfSigned(new Date()).privateKey);
    const settings = { host: '127.0.0.1', port: 0 };
    const isConfig = (pattern: RegExp) => (error: unknown) =>
      error instanceof Failure && error.kind === 'config' && pattern.test(error.message);
    await assert.rejects(
      listen(appFor().app, { ...settings, tls: { certFile, keyFile } }, log),
      isConfig(/cert\.pem cannot be used/),
    );
    const { url } = await started({ ...settings, tls: null });
    const port = Number(new URL(url).port);
    const taken = listen(appFor().app, { ...settings, port, tls: null }, log);
    await assert.rejects(taken, isConfig(/cannot listen/));
  });

  it('answers bytes that are no HTTP, and headers without end, by closing', async () => {
    const { url } = await started({ host: '127.0.0.1', port: 0, tls: null });
    const { port } = new URL(url);
    for (const sent of [
      '\x16\x03\x01 no http\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}`,
    ]) {
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(sent));
        socket.on('data', (piece) => (text += piece.toString()));
        socket.on('close', () => resolve(text));
        socket.on('error', () => resolve(text));
      });
      assert.match(answer, /^HTTP\/1\.1 4(00|31) /);
    }
    await wait(0);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });
});
