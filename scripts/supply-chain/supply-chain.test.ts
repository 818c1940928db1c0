import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { npm } from './npm.ts';
import { productionBill, productionPackages } from './production-bill.ts';
import { verdictOf } from './verdict.ts';

describe('an audit', () => {
  const report = (vulnerabilities: object) =>
    JSON.stringify({ vulnerabilities, metadata: { dependencies: { prod: 250 } } });

  it('is clean only where the registry has looked', () => {
    assert.equal(verdictOf(report({})).state, 'clean');
    const refused = '{"message":"405 Method Not Allowed - POST https://registry.example/x"}';
    for (const printed of ['', 'no JSON', '{}', '[]', refused, '{"vulnerabilities":{}}']) {
      const { state, lines } = verdictOf(printed);
      assert.equal(state, 'unknown', printed);
      assert.match(lines[0]!, /Nothing is known: the registry gives no advisories/);
      assert.doesNotMatch(lines[0]!, /registry\.example/);
    }
  });

  it('names what is vulnerable, and why', () => {
    const via = [{ title: 'Prototype pollution', url: 'https://github.com/advisories/x' }, 'other'];
    const { state, lines } = verdictOf(report({ qs: { severity: 'high', range: '<6', via } }));
    assert.equal(state, 'vulnerable');
    assert.match(lines[0]!, /high: qs <6: Prototype pollution https:.*; other/);
  });
});

describe('the bill of materials', () => {
  it('names every package that a production install has, and no other', async () => {
    const bill = JSON.parse(await productionBill(npm)) as {
      bomFormat: string;
      components: readonly { name: string; version: string; purl: string }[];
    };
    assert.equal(bill.bomFormat, 'CycloneDX');
    const listed = bill.components.map(({ name, version }) => `${name}@${version}`);
    const production = productionPackages();
    assert.ok(production.has('pino@10.4.0') && !listed.some((one) => one.startsWith('prettier@')));
    assert.deepEqual([...new Set(listed)].sort(), [...production].sort());
  });
});
