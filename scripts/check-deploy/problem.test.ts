import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from './problem.ts';
import { isElement, parseXml } from './xml.ts';

describe('the nearest name', () => {
  const names = ['Total__c', 'Title__c', 'External_Id__c'];
  it('is the one that takes the fewest keystrokes', () => {
    assert.equal(nearest('Totl__c', names), 'Total__c');
    assert.equal(nearest('external_id__c', names), 'External_Id__c');
  });
  it('is nobody for a name like none of them', () => {
    assert.equal(nearest('Shipment__c', names), null);
  });
});

describe('XML with positions', () => {
  it('knows the line of every element and decodes text', () => {
    const root = parseXml('<?xml version="1.0"?>\n<A>\n  <!-- said -->\n  <b>x &amp; y</b>\n</A>');
    assert.ok(isElement(root));
    assert.deepEqual(
      root.children.map(({ name, line, text }) => [name, line, text]),
      [['b', 4, 'x & y']],
    );
  });
  it('says where it ends to be XML', () => {
    const error = parseXml('<a>\n<b></a>');
    assert.ok(!isElement(error));
    assert.equal(error.line, 2);
  });
  it('refuses a file without an element', () => {
    assert.ok(!isElement(parseXml('')));
  });
});
