import type { CountedModel } from '../../model/index.ts';
import type { Measure } from './figures.ts';

type Between = (since: string | undefined, until: string | undefined) => string[];

/** One object's records, added up by the day of the record that they belong to. */
export interface Sum {
  readonly measure: Measure;
  readonly object: string;
  /** Where the record is that they belong to: `Order__r.`, or '' for themselves. */
  readonly parent: string;
  readonly select: string;
  readonly groupBy: string;
  readonly recordDay: string;
  readonly between: Between;
}

/** One object's records, one by one. */
export interface List {
  readonly object: string;
  readonly parent: string;
  readonly fields: readonly string[];
  readonly between: Between;
  /** The condition for those without a day. */
  readonly none: string;
  /** The fields of their own day, their number and their amount. */
  readonly day?: string;
  readonly number?: string;
  readonly amount?: string;
}

export interface PartList extends List {
  readonly measure: 'lines' | 'refunds';
}

const onDays =
  (field: string): Between =>
  (since, until) => [
    ...(since === undefined ? [] : [`${field} >= ${since}`]),
    ...(until === undefined ? [] : [`${field} <= ${until}`]),
  ];

/** Days by UTC of a date and time. */
const atTimes =
  (field: string): Between =>
  (since, until) => [
    ...(since === undefined ? [] : [`${field} >= ${since}T00:00:00.000Z`]),
    ...(until === undefined ? [] : [`${field} <= ${until}T23:59:59.999Z`]),
  ];

const placed = 'Placed_On__c';
const orderPlaced = `Order__r.${placed}`;

const counted = (measure: Measure, object: string, time: string): Sum => ({
  ...{ measure, object, parent: '', between: atTimes(time) },
  ...{ recordDay: `DAY_ONLY(${time})`, groupBy: `DAY_ONLY(${time})` },
  select: `DAY_ONLY(${time}) recordDay, COUNT(Id) records`,
});

/** What is asked to be added up. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_agg_functions.htm */
export const sums: Readonly<Record<CountedModel, readonly Sum[]>> = {
  customer: [counted('customers', 'Commerce_Customer__c', 'Registered_At__c')],
  cart: [counted('carts', 'Commerce_Cart__c', 'Started_At__c')],
  order: [
    {
      ...{ measure: 'orders', object: 'Commerce_Order__c', parent: '', recordDay: placed },
      select: `${placed} recordDay, Currency__c currency, COUNT(Id) records, SUM(Total__c) amount`,
      groupBy: `${placed}, Currency__c`,
      between: onDays(placed),
    },
    {
      ...{ measure: 'lines', object: 'Commerce_Order_Line__c', parent: 'Order__r.' },
      select: `${orderPlaced} recordDay, Currency__c currency, COUNT(Id) records, SUM(Total__c) amount`,
      ...{ groupBy: `${orderPlaced}, Currency__c`, recordDay: orderPlaced },
      between: onDays(orderPlaced),
    },
    {
      ...{ measure: 'refunds', object: 'Commerce_Refund__c', parent: 'Order__r.' },
      select: `${orderPlaced} recordDay, Refunded_On__c day, Currency__c currency, COUNT(Id) records, SUM(Amount__c) amount`,
      groupBy: `${orderPlaced}, Refunded_On__c, Currency__c`,
      ...{ recordDay: orderPlaced, between: onDays(orderPlaced) },
    },
  ],
};

const always = ['Id', 'External_Id__c', 'IsDeleted', 'LastModifiedDate', 'Removed__c'];

interface Listed {
  readonly root: List;
  readonly parts: readonly PartList[];
}

const alone = (object: string, day: string, number?: string): Listed => ({
  root: {
    ...{ object, parent: '', day, between: atTimes(day), none: `${day} = null` },
    fields: [...always, day, ...(number ? [number] : [])],
    ...(number && { number }),
  },
  parts: [],
});

const part = (measure: 'lines' | 'refunds', object: string, amount: string, day?: string) => ({
  ...{ measure, object, parent: 'Order__r.', amount, ...(day && { day }) },
  fields: ['Id', 'External_Id__c', 'Order__c', 'Currency__c', amount, ...(day ? [day] : [])],
  ...{ between: onDays(orderPlaced), none: `${orderPlaced} = null` },
});

export const lists: Readonly<Record<CountedModel, Listed>> = {
  customer: alone('Commerce_Customer__c', 'Registered_At__c'),
  cart: alone('Commerce_Cart__c', 'Started_At__c', 'Name'),
  order: {
    root: {
      ...{ object: 'Commerce_Order__c', parent: '', day: placed, number: 'Name' },
      fields: [...always, placed, 'Name', 'Currency__c', 'Total__c'],
      ...{ between: onDays(placed), none: `${placed} = null` },
    },
    parts: [
      part('lines', 'Commerce_Order_Line__c', 'Total__c'),
      part('refunds', 'Commerce_Refund__c', 'Amount__c', 'Refunded_On__c'),
    ],
  },
};
