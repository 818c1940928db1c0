import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { middlewareEnvironment, middlewareFlags } from './middleware.ts';

function read(file: string): string {
  return fs.readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
}

/** Of `Name=value` in the unit file. */
function unitSetting(name: string): string | undefined {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(read('deploy/orderlens.service'))?.[1];
}

function defaultStopSeconds(): number {
  return Number(/^STOP_SECONDS=(\d+)$/m.exec(read('.env.example'))?.[1]);
}

describe('the middleware is started with the same flags', () => {
  const flags = middlewareFlags.join(' ');

  it('by npm', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    assert.equal(scripts['orderlens'], `node ${flags} middleware/cli.ts`);
    assert.equal(scripts['serve'], `node ${flags} middleware/main.ts`);
  });

  it('by systemd', () => {
    assert.equal(unitSetting('ExecStart'), `/usr/bin/node ${flags} middleware/main.ts`);
    for (const [name, value] of Object.entries(middlewareEnvironment)) {
      assert.match(
        read('deploy/orderlens.service'),
        new RegExp(`^Environment=${name}=${value}$`, 'm'),
      );
    }
  });

  it('in a container', () => {
    const command = /^CMD (.+)$/m.exec(read('deploy/Containerfile'))?.[1] ?? '[]';
    assert.deepEqual(JSON.parse(command), ['node', ...middlewareFlags, 'middleware/main.ts']);
    for (const [name, value] of Object.entries(middlewareEnvironment)) {
      assert.match(read('deploy/Containerfile'), new RegExp(`^ENV .*\\b${name}=${value}\\b`, 'm'));
    }
  });
});

describe('the unit file', () => {
  it('gives the service longer to stop than it takes', () => {
    const stop = defaultStopSeconds();
    assert.ok(stop > 0);
    assert.ok(Number(unitSetting('TimeoutStopSec')) > stop);
  });
});

describe('the Containerfile', () => {
  const text = read('deploy/Containerfile');

  it('copies only what is there', () => {
    const copies = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
    const paths = copies.flatMap(([, list = '']) => list.split(' '));
    assert.ok(paths.includes('middleware'));
    for (const path of paths)
      assert.ok(fs.existsSync(new URL(`../${path}`, import.meta.url)), path);
  });

  it('has the Node that everything is tested with', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    const images = [...text.matchAll(/^FROM \S+\/node:([\d.]+)-/gm)].map(([, version]) => version);
    assert.deepEqual(images, [devDependencies['node'], devDependencies['node']]);
  });
});

it('every setting of .env.example stands in docs/production.md', () => {
  const names = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)];
  const page = read('docs/production.md');
  assert.ok(names.length > 20);
  for (const [, name = ''] of names) assert.ok(page.includes(`\`${name}\``), name);
});
