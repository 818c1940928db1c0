import assert from 'node:assert/strict';
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { importedModules, isTest, sourcesOf } from './boundaries.ts';

interface Package {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Locked extends Package {
  readonly dev?: boolean;
}

const root = path.resolve(import.meta.dirname, '..');
const manifest = readJson<Package>('package.json');
const lock = readJson<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json');
const dependencies = Object.keys(manifest.dependencies ?? {}).sort();

/** SPDX names of licences that ask for no more than to be named, and let us license Orderlens as we like. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Zlib',
]);

function readJson<T>(file: string): T {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as T;
}

/** `jsforce` of `jsforce/lib/oauth2.js`, `@scope/name` of `@scope/name/part`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Package to the product's files that import it. */
function importedPackages(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const source of sourcesOf(root)) {
    if (!source.file.startsWith('middleware/') || isTest(source.file)) continue;
    for (const specifier of importedModules(source)) {
      if (specifier.startsWith('.') || isBuiltin(specifier)) continue;
      const name = packageOf(specifier);
      found.set(name, [...(found.get(name) ?? []), source.file]);
    }
  }
  return found;
}

/** Folders of all that `npm ci --omit=dev` may install, on any system. */
function productionFolders(): string[] {
  return Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && !dev)
    .map(([folder]) => folder);
}

/** As the package itself says; the lock file says it for those of other systems, which are not installed. */
function licenceOf(folder: string): string {
  const file = path.join(folder, 'package.json');
  const installed = fs.existsSync(path.join(root, file));
  const { license } = installed ? readJson<Package>(file) : (lock.packages[folder] ?? {});
  return license ?? 'none';
}

/** One of the alternatives of an SPDX expression is enough; of `A AND B` each has to do. */
function isPermissive(licence: string): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => permissive.has(one)));
}

describe('the dependencies in package.json', () => {
  const imported = importedPackages();

  it('hold every package that the middleware imports: a production install has no others', () => {
    const missing = [...imported].filter(([name]) => !dependencies.includes(name));
    assert.deepEqual(Object.fromEntries(missing), {});
  });

  it('hold no package that the middleware does not import', () => {
    assert.ok(imported.size > 0);
    assert.deepEqual(
      dependencies.filter((name) => !imported.has(name)),
      [],
    );
  });

  it('are under permissive licences, and so is what they bring with them', () => {
    const folders = productionFolders();
    assert.ok(dependencies.every((name) => folders.includes(`node_modules/${name}`)));
    const others = folders
      .map((folder) => `${folder}: ${licenceOf(folder)}`)
      .filter((line) => !isPermissive(line.slice(line.indexOf(': ') + 2)));
    assert.deepEqual(others, []);
  });

  it('are pinned: the same versions for everybody', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version));
    assert.deepEqual(loose, []);
  });

  it('bring the Node that runs this test', () => {
    assert.equal(process.versions.node, manifest.devDependencies?.['node']);
  });
});

describe('a licence', () => {
  const judged: readonly [string, boolean][] = [
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['(MIT AND BSD-3-Clause)', true],
    ['(MIT AND GPL-3.0-only)', false],
    ['MPL-2.0', false],
    ['none', false],
  ];
  for (const [licence, expected] of judged) {
    it(`${licence} is ${expected ? '' : 'not '}permissive`, () => {
      assert.equal(isPermissive(licence), expected);
    });
  }
});
