import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LocalSchema } from '../engine/schema/schema.ts';
import { businessObjects } from '../engine/schema/catalogue/business.ts';
import { setupObjects } from '../engine/schema/catalogue/setup.ts';
import type { Condition, Session } from '../engine/types.ts';
import { dateRange } from './dates.ts';
import { readSoql } from './index.ts';
import { unquote } from './literals.ts';

const schema = new LocalSchema([...businessObjects, ...setupObjects]);
const session: Session = {
  userId: '005000000000001AAA',
  username: 'someone@example.com',
  mayObject: () => true,
  mayField: (_object, field) => field !== 'Website',
};
const now = new Date('2026-05-13T10:00:00Z');
const read = (text: string) => readSoql(text, { schema, session, now });
const where = (text: string) => read(`SELECT Id FROM Account WHERE ${text}`).where;
const refused = (text: string, errorCode: string, message: RegExp) =>
  assert.throws(() => read(text), { errorCode, message }, text);

const short = (condition: Condition | undefined): unknown => {
  switch (condition?.kind) {
    case 'compare':
      return `${(condition.expression.path ?? []).join('.')} ${condition.comparison} ${JSON.stringify(condition.value)}`;
    case 'not':
      return ['not', short(condition.condition)];
    case 'and':
    case 'or':
      return [condition.kind, ...condition.conditions.map(short)];
    default:
      return condition?.kind;
  }
};

describe('SOQL conditions', () => {
  it('read brackets, AND, OR and NOT', () => {
    assert.deepEqual(
      short(where("(Name = 'a' OR (NOT Name LIKE 'b%')) AND ((Type IN ('x', 'y')) OR Fax = null)")),
      [
        'and',
        ['or', 'Name = "a"', ['not', 'Name LIKE "b%"']],
        ['or', 'Type IN ["x","y"]', 'Fax = null'],
      ],
    );
    assert.deepEqual(short(where("NOT (Name = 'a' AND Fax = 'b')")), [
      'not',
      ['and', 'Name = "a"', 'Fax = "b"'],
    ]);
  });

  it('refuse AND beside OR, and a NOT beside another condition, without brackets', () => {
    const select = 'SELECT Id FROM Account WHERE';
    refused(`${select} Name = 'a' AND Name = 'b' OR Name = 'c'`, 'MALFORMED_QUERY', /'OR'/);
    refused(`${select} Name = 'a' AND NOT Name = 'b'`, 'MALFORMED_QUERY', /'NOT'/);
    refused(`${select} NOT Name = 'a' AND Name = 'b'`, 'MALFORMED_QUERY', /'AND'/);
  });

  it('take a semi-join, but not inside OR', () => {
    const semi = "Id IN (SELECT AccountId FROM Contact WHERE LastName = 'x')";
    assert.equal(short(where(semi)), 'in-select');
    refused(`SELECT Id FROM Account WHERE ${semi} OR Name = 'x'`, 'MALFORMED_QUERY', /OR/);
    refused(
      `SELECT Id FROM Account WHERE Name = 'x' OR (${semi} AND Fax = 'x')`,
      'MALFORMED_QUERY',
      /OR/,
    );
  });

  it('take semi-joins between ids of different objects only', () => {
    const select = 'SELECT Id FROM Account WHERE';
    refused(`${select} Id IN (SELECT LastName FROM Contact)`, 'MALFORMED_QUERY', /only query id/);
    refused(`${select} Name IN (SELECT AccountId FROM Contact)`, 'MALFORMED_QUERY', /left operand/);
    refused(`${select} Id IN (SELECT ParentId FROM Account)`, 'MALFORMED_QUERY', /same object/);
    refused('SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', /2000/);
  });

  it('refuse a literal of the wrong type', () => {
    refused(
      "SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'",
      'INVALID_FIELD',
      /dateTime and should not be enclosed/,
    );
    refused('SELECT Id FROM Account WHERE CreatedDate > 2026-01-01', 'INVALID_FIELD', /dateTime/);
    refused(
      'SELECT Id FROM Account WHERE Name = 5',
      'INVALID_FIELD',
      /string and should be enclosed/,
    );
    refused('SELECT Id FROM Account WHERE Id IN :ids', 'MALFORMED_QUERY', /unexpected token/);
  });

  it('turn a day into a span of time', () => {
    const [from, until] = ['"2026-05-13T00:00:00.000Z"', '"2026-05-14T00:00:00.000Z"'];
    assert.deepEqual(short(where('CreatedDate = TODAY')), [
      'and',
      `CreatedDate >= ${from}`,
      `CreatedDate < ${until}`,
    ]);
    assert.equal(short(where('CreatedDate > TODAY')), `CreatedDate >= ${until}`);
    assert.equal(short(where('CreatedDate <= TODAY')), `CreatedDate < ${until}`);
  });
});

describe('SOQL date literals', () => {
  const spans: readonly (readonly [string, string, string])[] = [
    ['YESTERDAY', '2026-05-12', '2026-05-13'],
    ['THIS_WEEK', '2026-05-10', '2026-05-17'],
    ['LAST_MONTH', '2026-04-01', '2026-05-01'],
    ['NEXT_QUARTER', '2026-07-01', '2026-10-01'],
    ['THIS_FISCAL_YEAR', '2026-01-01', '2027-01-01'],
    ['LAST_90_DAYS', '2026-02-12', '2026-05-14'],
    ['NEXT_90_DAYS', '2026-05-14', '2026-08-12'],
    ['LAST_N_DAYS:2', '2026-05-11', '2026-05-14'],
    ['NEXT_N_DAYS:2', '2026-05-14', '2026-05-16'],
    ['N_DAYS_AGO:2', '2026-05-11', '2026-05-12'],
    ['LAST_N_MONTHS:2', '2026-03-01', '2026-05-01'],
    ['N_YEARS_AGO:1', '2025-01-01', '2026-01-01'],
  ];
  for (const [literal, from, until] of spans) {
    it(literal, () => assert.deepEqual(dateRange(literal, { now }, false), { from, until }));
  }
});

describe('SOQL columns', () => {
  it('are named as Salesforce names them', () => {
    const names = (text: string) => read(text).columnNames;
    assert.deepEqual(names('SELECT id, owner.name FROM account'), ['Id', 'Owner.Name']);
    assert.deepEqual(
      names(
        'SELECT COUNT(Id), MAX(CreatedDate) latest, SUM(AnnualRevenue), Owner.Name FROM Account GROUP BY Owner.Name',
      ),
      ['expr0', 'latest', 'expr1', 'Name'],
    );
  });

  it('come from FIELDS(), without those the user may not read', () => {
    const names = read('SELECT FIELDS(ALL) FROM Account LIMIT 200').columnNames;
    assert.ok(names.includes('Name') && !names.includes('Website'));
    refused('SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', /LIMIT of at most 200/);
    refused('SELECT FIELDS(ALL) FROM Account LIMIT 201', 'MALFORMED_QUERY', /LIMIT of at most 200/);
  });

  it('are grouped or aggregated, or refused', () => {
    refused(
      'SELECT Name, COUNT(Id) FROM Account',
      'MALFORMED_QUERY',
      /grouped or aggregated: Name/,
    );
    refused('SELECT MAX(CreatedDate) FROM Account LIMIT 1', 'MALFORMED_QUERY', /LIMIT/);
    assert.equal(read('SELECT COUNT() FROM Account LIMIT 5').limit, 5);
    refused('SELECT Name n FROM Account', 'MALFORMED_QUERY', /aliasing/);
    refused('SELECT SUM(Name) FROM Account', 'MALFORMED_QUERY', /aggregate operator SUM/);
    refused('SELECT SHOUT(Name) FROM Account', 'MALFORMED_QUERY', /unexpected token|unknown/);
    refused('SELECT Name, Name FROM Account', 'MALFORMED_QUERY', /duplicate field/);
  });

  it('hold children by relationship', () => {
    const { children } = read(
      'SELECT Id, (SELECT Name FROM Contacts ORDER BY Name DESC LIMIT 3) FROM Account',
    );
    assert.equal(children?.[0]?.relationship, 'Contacts');
    assert.deepEqual([children[0].select.object, children[0].select.limit], ['Contact', 3]);
    refused(
      'SELECT Id, (SELECT Id FROM Nothings) FROM Account',
      'INVALID_TYPE',
      /relationship 'Nothings'/,
    );
  });
});

describe('SOQL text', () => {
  it('is read back as it was quoted', () => {
    const quote = (text: string) => `'${text.replace(/[\\'"]/g, '\\$&').replace(/\n/g, '\\n')}'`;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(unquote(quote(text)), text);
      }),
    );
  });

  it('knows the escapes that Salesforce does', () => {
    assert.equal(unquote("'\\u00e9\\t'"), 'é\t');
    assert.throws(() => unquote("'a\\q'"), /Illegal string escape/);
  });

  it('keeps escaped wildcards of a pattern', () => {
    assert.equal(
      short(where("Name LIKE '10\\\\% of it\\'s%'")),
      'Name LIKE "10\\\\\\\\% of it\'s%"',
    );
    assert.equal(short(where("Name LIKE '10\\% off%'")), 'Name LIKE "10\\\\% off%"');
  });

  it('never brings the reader down', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          read(`SELECT Id FROM Account WHERE ${text}`);
        } catch (error) {
          assert.equal((error as Error).name, 'ApiError', String(error));
        }
      }),
    );
  });
});
