import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { compileCheck } from './lwc-compile.ts';
import { staleFiles, stripTypes, writeStale } from './strip-types.ts';

let root: string;
const file = (name: string) => join(root, 'greeting', name);
const component = `import { LightningElement, api } from 'lwc';
export default class Greeting extends LightningElement {
  @api name: string | null = null;
  declare private never: string;
}
`;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'panels-'));
  await mkdir(join(root, 'greeting', '__tests__'), { recursive: true });
  await writeFile(file('greeting.ts'), component);
  await writeFile(file('greeting.html'), '<template>{name}</template>');
  await writeFile(file('__tests__/greeting.test.ts'), 'const a: string = 1;');
});

after(() => rm(root, { recursive: true }));

test('only types go', () => {
  const code = stripTypes(component, 'greeting.ts');
  assert.match(code, /@api\s+name = null;/);
  assert.doesNotMatch(code, /string|never/);
});

test('a .js is missing, then fresh, then stale when the .ts changes', async () => {
  assert.match((await staleFiles(root)).join(), /greeting\.js is missing: run npm run build/);
  assert.deepEqual(await writeStale(root), [file('greeting.js')]);
  assert.deepEqual(await staleFiles(root), []);
  assert.deepEqual(await writeStale(root), []);
  await writeFile(file('greeting.ts'), component.replace('= null', "= 'you'"));
  assert.match((await staleFiles(root)).join(), /greeting\.js is stale/);
  await writeStale(root);
  assert.match(await readFile(file('greeting.js'), 'utf8'), /'you'/);
});

test('a .js that no .ts stands behind is reported', async () => {
  await writeFile(file('old.js'), '');
  assert.match((await staleFiles(root)).join(), /old\.js has no \.ts/);
  await rm(file('old.js'));
});

test('what the LWC compiler refuses is reported with its file', async () => {
  assert.deepEqual(await compileCheck(root), []);
  await writeFile(file('greeting.html'), '<template><p>{name.}</p></template>');
  const [problem] = await compileCheck(root, root);
  assert.equal(problem?.file, 'greeting/greeting.html');
  assert.equal(problem?.line, 1);
});
