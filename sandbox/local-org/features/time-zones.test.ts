import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { dateRange } from '../soql/dates.ts';
import { timeOfWall, wallTime } from '../engine/time-zones.ts';
import { base, Caller } from './testing.ts';

/** 20:00 of 28 March 2026 in New York, and the 29th, on which Berlin's summer time begins, in Berlin. */
const now = new Date('2026-03-29T00:00:00Z');

const inZone = (timeZone: string, locale = 'en_US') => ({ now, session: { timeZone, locale } });

describe('date literals', () => {
  it("begin and end at the user's midnight", () => {
    assert.deepEqual(dateRange('TODAY', inZone('Europe/Berlin'), true), {
      from: '2026-03-28T23:00:00.000Z',
      until: '2026-03-29T22:00:00.000Z',
    });
    assert.deepEqual(dateRange('TODAY', inZone('America/New_York'), true), {
      from: '2026-03-28T04:00:00.000Z',
      until: '2026-03-29T04:00:00.000Z',
    });
    assert.deepEqual(dateRange('TODAY', inZone('America/New_York'), false), {
      from: '2026-03-28',
      until: '2026-03-29',
    });
    assert.deepEqual(dateRange('LAST_N_DAYS:7', inZone('Asia/Kolkata'), true), {
      from: '2026-03-21T18:30:00.000Z',
      until: '2026-03-29T18:30:00.000Z',
    });
  });

  it("count weeks from the first day of the user's locale", () => {
    const week = (locale: string) => dateRange('THIS_WEEK', inZone('UTC', locale), false).from;
    assert.equal(week('en_US'), '2026-03-29');
    assert.equal(week('en_GB'), '2026-03-23');
  });
});

describe('wall clocks', () => {
  it('go there and back', () => {
    for (const zone of ['Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC']) {
      for (let time = Date.UTC(2026, 0, 1, 0, 30); time < Date.UTC(2027, 0, 1); time += 7e7) {
        const wall = wallTime(time, zone);
        assert.equal(wallTime(timeOfWall(wall, zone), zone), wall);
      }
    }
  });

  it('begin a day later where they leap over midnight', () => {
    const midnight = timeOfWall(Date.UTC(2026, 2, 29), 'Asia/Beirut');
    assert.equal(new Date(midnight).toISOString(), '2026-03-28T22:00:00.000Z');
  });
});

describe("a user's time zone", () => {
  let org: LocalOrg;
  let userId: string;

  let caller: Caller;
  const send = (method: string, path: string, body?: object) => caller.send(method, path, body);
  const query = (soql: string) => caller.query(soql);
  const live = (fields: object) => send('PATCH', `${base}/sobjects/User/${userId}`, fields);
  const names = async (where: string) => {
    const { body } = await query(`SELECT Name FROM Commerce_Order__c WHERE ${where} ORDER BY Name`);
    return (body.records as { Name: string }[]).map(({ Name }) => Name);
  };

  before(async () => {
    org = await startLocalOrg({ now: () => now });
    caller = new Caller(org);
    const { body } = await query(
      `SELECT Id FROM User WHERE Username = '${org.users.admin.username}'`,
    );
    userId = body.records[0].Id;
    const orders = [
      ['yesterday', '2026-03-28T12:00:00Z', '2026-03-28'],
      ['late', '2026-03-28T23:30:00Z', '2026-03-28'],
      ['early', '2026-03-29T03:00:00Z', '2026-03-29'],
      ['evening', '2026-03-29T22:30:00Z', '2026-03-30'],
    ];
    for (const [Name, Placed_At__c, Placed_On__c] of orders) {
      const order = { Name, External_Id__c: Name, Placed_At__c, Placed_On__c };
      const { status } = await send('POST', `${base}/sobjects/Commerce_Order__c`, order);
      assert.equal(status, 201);
    }
  });
  after(() => org.close());

  it('is one of those there are', async () => {
    for (const wrong of [{ TimeZoneSidKey: 'Europe/Atlantis' }, { LocaleSidKey: 'xx_XX' }]) {
      const { status, body } = await live(wrong);
      assert.equal(status, 400);
      assert.equal(body[0].errorCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    }
  });

  it('says what today is, in SOQL and in GraphQL', async () => {
    await live({ TimeZoneSidKey: 'UTC' });
    assert.deepEqual(await names('Placed_At__c = TODAY'), ['early', 'evening']);
    await live({ TimeZoneSidKey: 'Europe/Berlin' });
    assert.deepEqual(await names('Placed_At__c = TODAY'), ['early', 'late']);
    assert.deepEqual(await names('Placed_At__c > TODAY'), ['evening']);
    assert.deepEqual(await names('Placed_On__c = TODAY'), ['early']);
    const { body } = await send('POST', `${base}/graphql`, {
      query: `{ uiapi { query { Commerce_Order__c(where: { Placed_At__c: { eq: { literal: TODAY } } }
        orderBy: { Name: { order: ASC } }) { edges { node { Name { value } Placed_At__c { displayValue } } } } } } }`,
    });
    const { edges } = body.data.uiapi.query.Commerce_Order__c;
    assert.deepEqual(
      edges.map((edge: { node: object }) => edge.node),
      [
        { Name: { value: 'early' }, Placed_At__c: { displayValue: '3/29/2026, 5:00 AM' } },
        { Name: { value: 'late' }, Placed_At__c: { displayValue: '3/29/2026, 12:30 AM' } },
      ],
    );
  });

  it('counts in date functions only inside convertTimezone()', async () => {
    await live({ TimeZoneSidKey: 'Europe/Berlin' });
    const grouped = async (expression: string) => {
      const { body } = await query(
        `SELECT ${expression} part, COUNT(Id) many FROM Commerce_Order__c GROUP BY ${expression} ORDER BY ${expression}`,
      );
      return (body.records as { part: unknown; many: number }[]).map(({ part, many }) => [
        part,
        many,
      ]);
    };
    assert.deepEqual(await grouped('DAY_ONLY(Placed_At__c)'), [
      ['2026-03-28', 2],
      ['2026-03-29', 2],
    ]);
    assert.deepEqual(await grouped('DAY_ONLY(convertTimezone(Placed_At__c))'), [
      ['2026-03-28', 1],
      ['2026-03-29', 2],
      ['2026-03-30', 1],
    ]);
    assert.deepEqual(await grouped('HOUR_IN_DAY(convertTimezone(Placed_At__c))'), [
      [0, 2],
      [5, 1],
      [13, 1],
    ]);
    assert.deepEqual(await names('HOUR_IN_DAY(convertTimezone(Placed_At__c)) = 5'), ['early']);
  });

  it('is refused by itself, and around a date', async () => {
    const alone = await query('SELECT convertTimezone(CreatedDate) FROM Account');
    assert.equal(alone.body[0].errorCode, 'MALFORMED_QUERY');
    const date = await query(
      'SELECT DAY_IN_MONTH(convertTimezone(Placed_On__c)) d FROM Commerce_Order__c GROUP BY DAY_IN_MONTH(convertTimezone(Placed_On__c))',
    );
    assert.equal(date.body[0].errorCode, 'MALFORMED_QUERY');
  });

  it('is told to whoever asks who they are', async () => {
    await live({ TimeZoneSidKey: 'Asia/Kolkata', LocaleSidKey: 'en_IN' });
    const { body } = await send('GET', '/services/oauth2/userinfo');
    const { zoneinfo, locale, utcOffset } = body;
    assert.deepEqual(
      { zoneinfo, locale, utcOffset },
      {
        zoneinfo: 'Asia/Kolkata',
        locale: 'en_IN',
        utcOffset: 19_800_000,
      },
    );
  });
});
