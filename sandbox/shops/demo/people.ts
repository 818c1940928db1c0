import type { Random } from '../../random.ts';
import type { SeedAddress, SeedRecord } from '../seed.ts';
import { day } from './calendar.ts';
import { firsts, lasts } from './names.ts';

export type Customer = Extract<SeedRecord, { type: 'customer' }>;

/** How someone shops; what the orders are made from. */
export interface Person {
  readonly customer: Customer;
  readonly habit: Habit;
  /** How often they buy, beside others with the same habit. */
  readonly weight: number;
  /** Since when they are a customer, milliseconds since 1970. */
  readonly since: number;
  /** Whom they buy for. */
  readonly company: string | null;
}
export type Habit =
  | 'usual'
  | 'regular'
  | 'business'
  | 'failed payment'
  | 'refunds'
  | 'thousand lines'
  | 'new'
  | 'cancels'
  | 'leaves carts'
  | 'none';

const longFirst = 'Maximiliana Wilhelmina Theodora Josephine';
const longLast =
  'Featherstonehaugh-Cholmondeley-Marjoribanks of Woolfardisworthy and Ashby-de-la-Zouch';

/** A company with several buyers. */
export const company = { name: 'Harrow & Finch Interiors Ltd', domain: 'harrow-finch.example' };

/** Those whom the demo tells a story with. First name, last name, habit. */
const telling: readonly (readonly [string | null, string | null, Habit])[] = [
  ['Emma', 'Clarke', 'regular'],
  ['Priya', 'Raman', 'business'],
  ['Tom', 'Whitaker', 'failed payment'],
  ['Aisha', 'Khan', 'refunds'],
  ['Gordon', 'Marchmont', 'thousand lines'],
  ['Lucy', 'Bennett', 'new'],
  ['Oliver', 'Grant', 'none'],
  [longFirst, longLast, 'usual'],
  ['Zoë', 'O’Brien-Łukasiewicz', 'usual'],
  ['Marcus', 'Hale', 'cancels'],
  [null, null, 'usual'],
  ['Daniel', 'Osei', 'business'],
  ['Siân', 'Pritchard', 'business'],
  ['Nora', 'Fielding', 'leaves carts'],
];
/** The company's buyers, as Salesforce may know them already. */
export const buyers = telling.flatMap(([firstName, lastName, habit], index) =>
  habit === 'business'
    ? [{ firstName, lastName, email: emailOf(index + 1, firstName, lastName, habit) }]
    : [],
);

const countries = ['GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'IE', 'FR', 'DE'];

/** `count` people, the telling ones first, who became customers in the `days` before `now`. */
export function people(count: number, days: number, now: Date, random: Random): Person[] {
  return Array.from({ length: Math.max(count, telling.length) }, (_, index) => {
    const [first, last, habit] = telling[index] ?? [
      random.pick(firsts),
      random.pick(lasts),
      'usual' as const,
    ];
    const since = now.getTime() - daysAgo(habit, index, days, random) * day;
    // Few buy often, most now and then.
    const weight = Math.min(3, (1 - random.next()) ** -0.8);
    const works = habit === 'business' ? company.name : null;
    const made = customer(index + 1, { first, last, habit, since }, random);
    return { habit, weight, since, company: works, customer: made };
  });
}

function daysAgo(habit: Habit, index: number, days: number, random: Random): number {
  if (habit === 'new') return 3;
  // Those who are told of were there from the beginning.
  if (index < telling.length) return days - 1 - index;
  // A third of the others came when the shop opened.
  const early = Math.round(days * 0.92);
  return random.chance(0.35) ? random.between(early, days - 1) : random.between(7, early);
}

interface Who {
  readonly first: string | null;
  readonly last: string | null;
  readonly habit: Habit;
  readonly since: number;
}

function customer(number: number, { first, last, habit, since }: Who, random: Random): Customer {
  const isTelling = number <= telling.length;
  const createdAt = new Date(since).toISOString();
  return {
    type: 'customer',
    id: String(7_100_000_000 + number),
    firstName: first,
    lastName: last,
    email: emailOf(number, first, last, habit),
    // Numbers that Ofcom keeps for fiction.
    phone: random.chance(0.7) ? `+44207946${String(number % 1000).padStart(4, '0')}` : null,
    countryCode: isTelling ? 'GB' : random.pick(countries),
    createdAt,
    updatedAt: createdAt,
    state: isTelling || random.chance(0.8) ? 'ENABLED' : 'DISABLED',
  };
}

function emailOf(number: number, first: string | null, last: string | null, habit: Habit): string {
  const local = ([first, last].filter(Boolean).join('.') || 'someone')
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z.]+/g, '')
    .slice(0, 50);
  if (habit === 'business') return `${local}@${company.domain}`;
  // A number in the address keeps two people of one name apart.
  return number <= telling.length ? `${local}@example.com` : `${local}.${number}@example.com`;
}

const streets = ['High Street', 'Station Road', 'Church Lane', 'Mill Lane', 'The Green'] as const;
const towns = [
  ['York', 'North Yorkshire', 'YO1'],
  ['Bath', 'Somerset', 'BA1'],
  ['Whitby', 'North Yorkshire', 'YO21'],
  ['Ludlow', 'Shropshire', 'SY8'],
  ['Rye', 'East Sussex', 'TN31'],
] as const;

/** Where someone's parcels go: always the same, made from their number; a company's all to one place. */
export function addressOf({ customer, company: works }: Person): SeedAddress {
  const number = works === null ? Number(customer.id) % 1000 : 2;
  const [city, region, area] = towns[number % towns.length]!;
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(' ') || null;
  const street = `${1 + (number % 90)} ${streets[(number >> 2) % streets.length]!}`;
  const home = customer.countryCode === 'GB';
  return {
    name,
    company: works,
    street,
    // Those abroad have a street and a country only: shops hold such addresses too.
    city: home ? city : null,
    region: home ? region : null,
    postalCode: home ? `${area} ${number % 9}AB` : null,
    countryCode: customer.countryCode ?? null,
  };
}
