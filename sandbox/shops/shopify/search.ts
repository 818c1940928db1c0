import { compareIds } from './gid.ts';
import { badRequest, notModelled } from './refusal.ts';

/** What a `query:` argument can filter by, and how to read it from a record. */
export type SearchField<T> =
  | { readonly type: 'time' | 'id' | 'text'; readonly value: (record: T) => string | null }
  | { readonly type: 'choice'; readonly test: (record: T, choice: string) => boolean | undefined };
export type SearchFields<T> = Readonly<Record<string, SearchField<T>>>;

type Comparator = '=' | '>' | '>=' | '<' | '<=';
const term =
  /\s*(?:AND\s+)?([A-Za-z_]+):\s*(>=|<=|>|<)?\s*(?:'([^']*)'|"([^"]*)"|([^\s'"()]+))(?=\s|$)/y;

/**
 * Shopify's search syntax as far as terms joined by AND go. Real Shopify quietly ignores what it does not understand,
 * which hides mistakes, so everything else is refused here.
 * https://shopify.dev/docs/api/usage/search-syntax
 */
export function parseSearch<T>(query: string, fields: SearchFields<T>): (record: T) => boolean {
  const tests: ((record: T) => boolean)[] = [];
  term.lastIndex = 0;
  let end = 0;
  while (query.slice(end).trim() !== '') {
    const match = term.exec(query);
    if (!match) throw notModelled(`the search ${JSON.stringify(query.slice(end).trim())}`);
    end = term.lastIndex;
    const [, name = '', comparator = '=', single, double, bare] = match;
    tests.push(
      testOf(name, fields[name], comparator as Comparator, single ?? double ?? bare ?? ''),
    );
  }
  return (record) => tests.every((test) => test(record));
}

function testOf<T>(
  name: string,
  field: SearchField<T> | undefined,
  comparator: Comparator,
  wanted: string,
): (record: T) => boolean {
  if (!field) throw notModelled(`the search field "${name}"`);
  if (field.type === 'choice') return choiceTest(name, field.test, comparator, wanted);
  const compare = comparison(name, field.type, comparator, wanted);
  return (record) => {
    const value = field.value(record);
    return value !== null && holds(comparator, compare(value));
  };
}

function choiceTest<T>(
  name: string,
  test: (record: T, choice: string) => boolean | undefined,
  comparator: Comparator,
  wanted: string,
): (record: T) => boolean {
  if (comparator !== '=')
    throw badRequest(`The search field "${name}" has no order to compare by.`);
  return (record) => {
    const answer = test(record, wanted.toLowerCase());
    if (answer === undefined) throw notModelled(`the search "${name}:${wanted}"`);
    return answer;
  };
}

function comparison(
  name: string,
  type: 'time' | 'id' | 'text',
  comparator: Comparator,
  wanted: string,
): (value: string) => number {
  if (type === 'id') {
    if (!/^\d+$/.test(wanted))
      throw badRequest(`The search field "${name}" takes a number, not "${wanted}".`);
    return (value) => compareIds(value, wanted);
  }
  if (type === 'text') {
    if (comparator !== '=') throw notModelled(`the search "${name}:${comparator}${wanted}"`);
    return (value) => (value.toLowerCase() === wanted.toLowerCase() ? 0 : 1);
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(wanted)) {
    throw notModelled(`the search time "${wanted}" (only a full time with its zone)`);
  }
  const instant = Date.parse(wanted);
  return (value) => Date.parse(value) - instant;
}

function holds(comparator: Comparator, difference: number): boolean {
  if (comparator === '>') return difference > 0;
  if (comparator === '>=') return difference >= 0;
  if (comparator === '<') return difference < 0;
  if (comparator === '<=') return difference <= 0;
  return difference === 0;
}
