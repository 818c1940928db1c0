import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { LocalOrgEngine } from '../../org.ts';
import { library, saveOne, verdict } from '../../testing.ts';
import { validationRule, writeMetadata } from '../testing.ts';
import { FormulaError } from './lexer.ts';
import { parseFormula } from './parser.ts';

type Values = Readonly<Record<string, unknown>>;

/** Whether a new Shelf with these values breaks a rule of this formula. */
const breaks = (context: TestContext, formula: string, values: Values): boolean => {
  const { admin, org } = library((clean) => context.after(clean));
  const path = 'objects/Shelf__c/validationRules/Rule.validationRule';
  const folder = writeMetadata((clean) => context.after(clean), {
    [path]: validationRule(formula),
  });
  (org as LocalOrgEngine).addAdminMetadata(folder);
  const result = verdict(saveOne(org, admin, 'Shelf__c', 'insert', { Key__c: 'k', ...values }));
  assert.match(result, /^(ok|FIELD_CUSTOM_VALIDATION_EXCEPTION: No\. \[\])$/);
  return result !== 'ok';
};

const refused = (context: TestContext, formula: string): string => {
  try {
    breaks(context, formula, {});
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail(`${formula} was taken`);
};

const cases: readonly (readonly [string, Values, boolean])[] = [
  ['Number__c > 5', { Number__c: 6 }, true],
  ['Number__c > 5', { Number__c: 5 }, false],
  ['Number__c > 5', {}, false],
  ['NOT(Number__c > 5)', {}, true],
  ['Number__c * 2 + 1 = 7', { Number__c: 3 }, true],
  ['1 + 2 * 3 <> 7 || -Number__c == -3', { Number__c: 3 }, true],
  ['ISBLANK(Text__c)', {}, true],
  ['ISBLANK(Text__c) /* never */ && FALSE', {}, false],
  ['AND(LEN(Text__c) = 3, NOT(ISBLANK(Number__c)))', { Text__c: 'abc', Number__c: 0 }, true],
  ['OR(Text__c = "a", Text__c = \'b\')', { Text__c: 'b' }, true],
  ['Text__c = ""', {}, true],
  ['Text__c <> NULL', { Text__c: 'x' }, true],
  ['Text__c = "A"', { Text__c: 'a' }, false],
  ['ISPICKVAL(Kind__c, "red")', { Kind__c: 'red' }, true],
  ['ISPICKVAL(Kind__c, "")', {}, true],
  ['TEXT(Kind__c) = "green"', { Kind__c: 'red' }, false],
  ['INCLUDES(Kinds__c, "green")', { Kinds__c: 'red;green' }, true],
  ['REGEX(Text__c, "[0-9]{3}")', { Text__c: '123' }, true],
  ['REGEX(Text__c, "[0-9]{3}")', { Text__c: '1234' }, false],
  ['NOT(REGEX(Text__c, "(?i)\\\\w+"))', { Text__c: 'AbC' }, false],
  ['Date__c > TODAY()', { Date__c: '2999-01-01' }, true],
  ['Date__c - TODAY() > 30', { Date__c: '2999-01-01' }, true],
  ['Time__c > NOW()', { Time__c: '2020-01-01T00:00:00Z' }, false],
  ['ISNEW() && Flag__c', {}, true],
  ['IF(Flag__c, Number__c, 0) > 1', { Number__c: 2 }, true],
  ['CONTAINS(Text__c & "!", "b!") ', { Text__c: 'ab' }, true],
  ['BEGINS(UPPER(Text__c), "AB")', { Text__c: 'abc' }, true],
  ['ISBLANK(Account__r.Name)', {}, true],
];

for (const [formula, values, broken] of cases) {
  test(`${formula} of ${JSON.stringify(values)}`, (context) => {
    assert.equal(breaks(context, formula, values), broken);
  });
}

test('what Salesforce refuses, or local-org does not know, is refused by name', (context) => {
  const said = (formula: string) => refused(context, formula);
  const place = /Shelf__c\.Rule: /;
  for (const [formula, reason] of [
    ['VLOOKUP(Text__c)', /does not know the function VLOOKUP\(\)/],
    ['$Profile.Name = "x"', /no global variables: \$Profile/],
    ['Nothing__c = 1', /Field Nothing__c does not exist on Shelf__c/],
    ['Kind__c = "red"', /Picklist fields are only supported/],
    ['ISBLANK(Kind__c)', /Picklist fields are only supported/],
    ['Text__c = 1', /Incorrect parameter type for operator '='/],
    ['Text__c + 1 = 2', /Incorrect parameter type for operator '\+'/],
    ['LEN(Number__c) = 1', /Expected Text, received Number/],
    ['LEN() = 1', /Incorrect number of parameters/],
    ['Number__c', /expected \(boolean\)/],
    ['AND(TRUE, 1)', /Expected Boolean, received Number/],
    ['ISCHANGED(Account__r.Name)', /needs a field of the record itself/],
    ['(Flag__c', /Syntax error/],
    ['Flag__c Flag__c', /Syntax error: unexpected 'Flag__c'/],
    ['"open', /Syntax error/],
    ['REGEX(Text__c, "(")', /cannot read the pattern/],
  ] as const) {
    assert.match(said(formula), reason, formula);
    assert.match(said(formula), place);
  }
});

test('any text is a formula or a syntax error', () => {
  const words = fc.constantFrom(
    'A',
    '(',
    ')',
    ',',
    '&&',
    '=',
    '"x"',
    '1',
    'NOT',
    '!',
    '-',
    '/*',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(words), (parts) => {
      try {
        parseFormula(parts.join(' '));
      } catch (error) {
        assert.ok(error instanceof FormulaError, String(error));
      }
    }),
  );
});
