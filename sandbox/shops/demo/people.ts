import type { SeedAddress, SeedRecord } from '../seed.ts';
import type { Random } from './random.ts';

export type Customer = Extract<SeedRecord, { type: 'customer' }>;

/** How someone shops; what the orders are made from. */
export interface Person {
  readonly customer: Customer;
  readonly habit: Habit;
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
  | 'none';

const day = 24 * 3_600_000;
const longFirst = 'Maximiliana Wilhelmina Theodora Josephine';
const longLast =
  'Featherstonehaugh-Cholmondeley-Marjoribanks of Woolfardisworthy and Ashby-de-la-Zouch';

/** Those whom the demo tells a story with. First name, last name, habit. */
const telling: readonly (readonly [string | null, string | null, Habit])[] = [
  ['Emma', 'Clarke', 'regular'],
  ['Priya', 'Raman (Harrow & Finch Interiors Ltd)', 'business'],
  ['Tom', 'Whitaker', 'failed payment'],
  ['Aisha', 'Khan', 'refunds'],
  ['Gordon', 'Marchmont', 'thousand lines'],
  ['Lucy', 'Bennett', 'new'],
  ['Oliver', 'Grant', 'none'],
  [longFirst, longLast, 'usual'],
  ['Zoë', 'O’Brien-Łukasiewicz', 'usual'],
  ['Marcus', 'Hale', 'cancels'],
  [null, null, 'usual'],
];
const firsts = [
  'Amelia',
  'Ben',
  'Charlotte',
  'Daniel',
  'Eleanor',
  'Freddie',
  'Grace',
  'Harry',
  'Isla',
  'Jack',
  'Katie',
  'Liam',
  'Megan',
  'Nathan',
  'Olivia',
  'Poppy',
  'Rhys',
  'Sophie',
  'Theo',
  'Yasmin',
];
const lasts = [
  'Adams',
  'Bailey',
  'Cooper',
  'Davies',
  'Edwards',
  'Foster',
  'Green',
  'Hughes',
  'Jenkins',
  'King',
  'Lewis',
  'Morgan',
  'Nolan',
  'Patel',
  'Reid',
  'Singh',
  'Turner',
  'Walsh',
];
const countries = ['GB', 'GB', 'GB', 'GB', 'GB', 'IE', 'FR', 'DE'];

/** `count` people, the telling ones first. */
export function people(count: number, now: Date, random: Random): Person[] {
  return Array.from({ length: Math.max(count, telling.length) }, (_, index) => {
    const [first, last, habit] = telling[index] ?? [
      random.pick(firsts),
      random.pick(lasts),
      'usual' as const,
    ];
    const joined = habit === 'new' ? 3 : random.between(420, 900);
    const createdAt = new Date(now.getTime() - joined * day).toISOString();
    return { habit, customer: customer(index + 1, first, last, createdAt, random) };
  });
}

function customer(
  number: number,
  firstName: string | null,
  lastName: string | null,
  createdAt: string,
  random: Random,
): Customer {
  const words = [firstName, lastName].filter(Boolean).join('.') || 'someone';
  const local = words
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z.]+/g, '')
    .slice(0, 50);
  return {
    type: 'customer',
    id: String(7_100_000_000 + number),
    firstName,
    lastName,
    // A number in the address keeps two people of one name apart.
    email: number <= telling.length ? `${local}@example.com` : `${local}.${number}@example.com`,
    // Numbers that Ofcom keeps for fiction.
    phone: random.chance(0.7) ? `+44207946${String(number % 1000).padStart(4, '0')}` : null,
    countryCode: number <= telling.length ? 'GB' : random.pick(countries),
    createdAt,
    updatedAt: createdAt,
    state: number <= telling.length || random.chance(0.8) ? 'ENABLED' : 'DISABLED',
  };
}

const streets = ['High Street', 'Station Road', 'Church Lane', 'Mill Lane', 'The Green'] as const;
const towns = [
  ['York', 'North Yorkshire', 'YO1'],
  ['Bath', 'Somerset', 'BA1'],
  ['Whitby', 'North Yorkshire', 'YO21'],
  ['Ludlow', 'Shropshire', 'SY8'],
  ['Rye', 'East Sussex', 'TN31'],
] as const;

/** Where someone's parcels go: always the same, made from their number. */
export function addressOf({ customer }: Person): SeedAddress {
  const number = Number(customer.id) % 1000;
  const [city, region, area] = towns[number % towns.length]!;
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(' ') || null;
  const street = `${1 + (number % 90)} ${streets[(number >> 2) % streets.length]!}`;
  const home = customer.countryCode === 'GB';
  return {
    name,
    company: null,
    street,
    // Those abroad have a street and a country only: shops hold such addresses too.
    city: home ? city : null,
    region: home ? region : null,
    postalCode: home ? `${area} ${number % 9}AB` : null,
    countryCode: customer.countryCode ?? null,
  };
}
