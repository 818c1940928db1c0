import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Assembler, type Assembled } from './assemble.ts';
import { jsonl, order } from './fixtures/records.ts';
import { LineSplitter } from './lines.ts';

function split(bytes: Buffer, cuts: readonly number[]) {
  const splitter = new LineSplitter(0);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  const lines = [...ends, bytes.length].flatMap((end) => {
    const found = splitter.push(bytes.subarray(start, end));
    start = end;
    return found;
  });
  return [...lines, ...splitter.end()];
}

describe('LineSplitter', () => {
  it('finds the same lines wherever the bytes are cut', () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\n', ' ')));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), fc.boolean(), (given, cuts, ended) => {
        const bytes = Buffer.from(given.join('\n') + (ended ? '\n' : ''));
        const lines = split(bytes, cuts);
        const kept = given.map((s) => Buffer.from(s).toString()).filter((s) => s.trim() !== '');
        assert.deepEqual(
          lines.map(({ text: found }) => found),
          kept,
        );
        for (const { text: found, offset } of lines) {
          const length = Buffer.byteLength(found);
          assert.equal(bytes.subarray(offset, offset + length).toString(), found);
        }
      }),
    );
  });
});

function assemble(text: string): Assembled[] {
  const assembler = new Assembler('Order', 0);
  const all = split(Buffer.from(text), []).map((line) => assembler.push(line));
  return [...all, assembler.end()].filter((found) => found !== null);
}

describe('Assembler', () => {
  it('gives each root its own children, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 20 }), (sizes) => {
        const found = assemble(jsonl(sizes.map((size, index) => order(index + 1, size))));
        assert.deepEqual(
          found.map(({ children }) => children.length),
          sizes,
        );
        assert.ok(found.every(({ root, broken }) => root && broken.length === 0));
      }),
    );
  });

  it("takes no record without an id for one: its key would be nobody's", () => {
    const assembler = new Assembler('Order', 0);
    for (const text of ['{"id":""}', '{"id":null}', '{}']) assembler.push({ text, offset: 0 });
    const last = assembler.end();
    assert.deepEqual([last?.root, last?.broken.length], [null, 3]);
  });

  it('holds a broken child against its root and no other', () => {
    const lines = jsonl([order(1, 2), order(2, 2), order(3, 2)]).split('\n');
    lines[4] = lines[4]?.slice(0, 40) ?? '';
    const found = assemble(lines.join('\n'));
    assert.deepEqual(
      found.map(({ gid, broken }) => [gid, broken.map(({ number }) => number)]),
      [
        ['gid://shopify/Order/1', []],
        ['gid://shopify/Order/2', [5]],
        ['gid://shopify/Order/3', []],
      ],
    );
  });

  it('never gives the children of a broken root to the one before', () => {
    for (const rest of [60, 5]) {
      const lines = jsonl([order(1, 2), order(2, 2), order(3, 2)]).split('\n');
      lines[3] = lines[3]?.slice(0, rest) ?? '';
      const found = assemble(lines.join('\n'));
      const second = found.find(({ gid }) => gid === 'gid://shopify/Order/2');
      assert.equal(found[0]?.children.length, 2);
      assert.equal(second?.root, null);
      assert.equal(second?.children.length, 2);
      assert.equal(found.flatMap(({ broken }) => broken).length, 1);
    }
  });
});
