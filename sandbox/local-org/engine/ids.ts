import { rule } from '../rules/rule.ts';

/**
 * Record ids. In storage an id is one number, so that look-ups and joins go by row id: the key prefix as a base-62
 * number times 2^35, plus the record's number in its object. Outside it has 15 characters and a checksum of 3.
 * https://help.salesforce.com/s/articleView?id=000385008
 */
export type Key = number;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const span = 2 ** 35;
/** Characters 4 to 6: where a real id names its instance. */
const pod = 'gL0';

const checksSums = rule('keys.id-checksum');

/** A well-formed id that no record here can have. */
export const foreignKey: Key = -1;

const valueOf = new Map([...digits].map((digit, value) => [digit, value]));

export function prefixNumber(prefix: string): number {
  return [...prefix].reduce((sum, digit) => sum * 62 + (valueOf.get(digit) ?? 0), 0);
}

export function makeKey(prefix: string, number: number): Key {
  return prefixNumber(prefix) * span + number;
}

/** The record's number in its object. */
export function keyNumber(key: Key): number {
  return key % span;
}

function withDigits(value: number, places: number): string {
  let text = '';
  let rest = value;
  for (let place = 0; place < places; place++) {
    text = digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function capitals(group: string): number {
  let bits = 0;
  for (let place = 0; place < group.length; place++) {
    const code = group.charCodeAt(place);
    if (code >= 65 && code <= 90) bits |= 1 << place;
  }
  return bits;
}

function checksum(group: string): string {
  return checksumLetters.charAt(capitals(group));
}

/** The last two of the 15 characters, with what they add to the checksum. */
const pairs = Array.from({ length: 62 ** 2 }, (_none, value) => withDigits(value, 2));
const pairBits = pairs.map((pair) => capitals(pair) << 3);

interface Run {
  readonly start: Key;
  readonly text: string;
  readonly bits: number;
  /** By the last letter's bits. */
  readonly checks: readonly string[];
}

/** What ids have in common whose keys differ in the last two digits. */
function runOf(start: Key): Run {
  const number = withDigits(keyNumber(start), 9);
  const head = withDigits(Math.floor(start / span), 3) + pod + number.slice(0, 4);
  const tail = number.slice(4, 7);
  const sums = checksum(head.slice(0, 5)) + checksum(head.slice(5, 10));
  const checks = [...checksumLetters].map((letter) => sums + letter);
  return { start, text: head + tail, bits: capitals(tail), checks };
}

let lastRun = runOf(0);

/** The 18-character id. */
export function toId(key: Key): string {
  const low = keyNumber(key) % pairs.length;
  const start = key - low;
  if (lastRun.start !== start) lastRun = runOf(start);
  const { bits, checks, text } = lastRun;
  return text + ((pairs[low] ?? '') + (checks[bits | (pairBits[low] ?? 0)] ?? ''));
}

function fromDigits(text: string): number {
  let sum = 0;
  for (const digit of text) sum = sum * 62 + (valueOf.get(digit) ?? 0);
  return sum;
}

function sumsOf(short: string): string {
  return [0, 5, 10].map((start) => checksum(short.slice(start, start + 5))).join('');
}

/** undefined: not an id at all (length, characters, checksum). */
export function toKey(id: string): Key | undefined {
  if ((id.length !== 15 && id.length !== 18) || !/^[0-9A-Za-z]+$/.test(id)) return undefined;
  const short = id.slice(0, 15);
  if (id.length === 18 && checksSums && id.slice(15) !== sumsOf(short)) return undefined;
  if (short.slice(3, 6) !== pod) return foreignKey;
  const number = fromDigits(short.slice(6));
  return number < span ? fromDigits(short.slice(0, 3)) * span + number : foreignKey;
}
