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
const half = 62 ** 5;
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

function fiveDigits(value: number): string {
  let text = '';
  let rest = value;
  for (let place = 0; place < 5; place++) {
    text = digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function checksum(group: string): string {
  let bits = 0;
  for (let place = 0; place < 5; place++) {
    const code = group.charCodeAt(place);
    if (code >= 65 && code <= 90) bits |= 1 << place;
  }
  return checksumLetters.charAt(bits);
}

interface Head {
  readonly text: string;
  readonly check: string;
}

/** Prefix and leading digits change once in 62^5 records. */
const heads = new Map<number, Head>();

function headOf(key: Key): Head {
  const high = Math.floor(keyNumber(key) / half);
  const prefix = Math.floor(key / span);
  const known = heads.get(prefix * 64 + high);
  if (known !== undefined) return known;
  const text = fiveDigits(prefix).slice(2) + pod + fiveDigits(high).slice(1);
  const head = { text, check: checksum(text.slice(0, 5)) + checksum(text.slice(5, 10)) };
  heads.set(prefix * 64 + high, head);
  return head;
}

/** The 18-character id. */
export function toId(key: Key): string {
  const head = headOf(key);
  const tail = fiveDigits(keyNumber(key) % half);
  return head.text + tail + head.check + checksum(tail);
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
