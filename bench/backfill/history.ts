import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * A history of any length, made by counting: the same number always gives the same record. As a seed of the simulated
 * shop, and as the shop gives it in a bulk result; a test holds both together, for a million orders as a seed would not
 * fit into the shop's memory.
 */
export const linesPerOrder = 3;
/** So that some have a history of their own. */
const ordersPerCustomer = 5;
const products = 500;
const begin = Date.UTC(2019, 0, 1);
const currency = 'GBP';
const titles = [
  'White hanging heart T-light holder',
  'Jumbo bag, red retrospot',
  'Cake stand 3 tier',
];

export function customersOf(orders: number): number {
  return Math.ceil(orders / ordersPerCustomer);
}

/** Rows in Salesforce: orders and their lines, customers, and what each of them is worth. */
export function rowsOf(orders: number): number {
  return orders * (1 + linesPerOrder) + customersOf(orders) * 2;
}

interface Line {
  readonly id: string;
  readonly product: number;
  readonly title: string;
  readonly quantity: number;
  /** Pence. */
  readonly price: number;
}

interface Order {
  readonly id: string;
  readonly customer: number;
  readonly at: string;
  readonly shipping: number;
  readonly lines: readonly Line[];
}

/** `customers`: how many there are in all. */
function orderOf(number: number, customers: number): Order {
  const lines = Array.from({ length: linesPerOrder }, (_, index) => {
    const product = (number * 7 + index * 131) % products;
    const title = titles[product % titles.length]!;
    const price = 85 + ((number * 13 + index * 29) % 2000);
    const id = String(11_000_000_000 + number * linesPerOrder + index);
    return { id, product, title, quantity: 1 + ((number + index) % 6), price };
  });
  // Every two minutes or so: a million orders are four years.
  const at = `${new Date(begin + number * 125_000).toISOString().slice(0, 19)}Z`;
  // A prime step reaches all of them in an order that no index likes.
  const customer = (number * 7919) % customers;
  return { id: String(5_000_000_000 + number), customer, at, shipping: 395, lines };
}

function customerId(number: number): string {
  return String(7_000_000_000 + number);
}

function emailOf(customer: number): string {
  return `customer-${customer}@example.com`;
}

/** Pence → `"2.55"`, as the seed has it. */
function decimal(pence: number): string {
  return (pence / 100).toFixed(2);
}

/** Pence → `"2.5"`, `"10.0"`: Shopify's way. */
function amount(pence: number): string {
  return decimal(pence).replace(/0$/, '');
}

function totalOf({ lines, shipping }: Order): number {
  return lines.reduce((sum, { price, quantity }) => sum + price * quantity, shipping);
}

const opened = '2018-12-01T00:00:00Z';

/** Records of a seed: products, customers, orders. */
export function* seedOf(orders: number): Generator<object> {
  for (let number = 0; number < products; number += 1) yield productSeed(number);
  for (let number = 0; number < customersOf(orders); number += 1) yield customerSeed(number);
  for (let number = 0; number < orders; number += 1)
    yield orderSeed(orderOf(number, customersOf(orders)));
}

function productSeed(number: number) {
  const variants = [
    { id: variantId(number), sku: sku(number), title: 'Default Title', price: '1.00' },
  ];
  const title = titles[number % titles.length]!;
  return {
    ...{ type: 'product', id: productId(number), title, createdAt: opened, updatedAt: opened },
    variants,
  };
}

function productId(number: number): string {
  return String(8_000_000 + number);
}

function variantId(number: number): string {
  return String(9_000_000 + number);
}

function sku(product: number): string {
  return `GIFT-${product}`;
}

function customerSeed(number: number) {
  return {
    ...{
      type: 'customer',
      id: customerId(number),
      firstName: 'Customer',
      lastName: `No ${number}`,
    },
    ...{ email: emailOf(number), phone: null, countryCode: 'GB', state: 'ENABLED' },
    ...{ createdAt: opened, updatedAt: opened },
  };
}

function orderSeed(order: Order) {
  const { id, customer, at, shipping, lines } = order;
  return {
    ...{ type: 'order', id, name: `#${id}`, customerId: customerId(customer) },
    ...{ email: emailOf(customer), createdAt: at, updatedAt: at, processedAt: at, currency },
    ...{ financialStatus: 'PAID', fulfillmentStatus: 'UNFULFILLED', shipping: decimal(shipping) },
    shippingAddress: {
      ...{ name: `Customer No ${customer}`, street: `${customer} High Street`, city: 'London' },
      ...{ postalCode: 'N1 1AA', countryCode: 'GB' },
    },
    lines: lines.map(({ id, product, title, quantity, price }) => ({
      ...{ id, sku: sku(product), title, quantity, unitPrice: decimal(price) },
      ...{ productId: productId(product), variantId: variantId(product) },
    })),
  };
}

const money = (pence: number) =>
  `{"presentmentMoney":{"amount":"${amount(pence)}","currencyCode":"${currency}"}}`;

function customerLine(number: number): string {
  return (
    `{"id":"gid://shopify/Customer/${customerId(number)}","firstName":"Customer","lastName":"No ${number}",` +
    `"state":"ENABLED","createdAt":"${opened}","updatedAt":"${opened}",` +
    `"defaultEmailAddress":{"emailAddress":"${emailOf(number)}"},"defaultPhoneNumber":null,` +
    `"defaultAddress":{"countryCodeV2":"GB"}}\n`
  );
}

function orderLines(order: Order): string {
  const { id, customer, at, shipping, lines } = order;
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const gid = `gid://shopify/Order/${id}`;
  const root =
    `{"id":"${gid}","name":"#${id}","email":"${emailOf(customer)}","processedAt":"${at}","updatedAt":"${at}",` +
    `"cancelledAt":null,"displayFinancialStatus":"PAID","displayFulfillmentStatus":"UNFULFILLED",` +
    `"returnStatus":"NO_RETURN","subtotalLineItemsQuantity":${units},"discountCodes":[],"taxesIncluded":false,` +
    `"customer":{"id":"gid://shopify/Customer/${customerId(customer)}"},"app":{"name":"Online Store"},` +
    `"shippingAddress":{"name":"Customer No ${customer}","company":null,"address1":"${customer} High Street",` +
    `"address2":null,"city":"London","province":null,"zip":"N1 1AA","countryCodeV2":"GB"},` +
    `"totalPriceSet":${money(totalOf(order))},"totalDiscountsSet":${money(0)},` +
    `"totalShippingPriceSet":${money(shipping)},"totalTaxSet":${money(0)},"totalRefundedSet":${money(0)},` +
    `"fulfillments":[],"refunds":[]}\n`;
  return lines.reduce((text, line) => text + lineLine(line, gid), root);
}

function lineLine({ id, product, title, quantity, price }: Line, order: string): string {
  return (
    `{"id":"gid://shopify/LineItem/${id}","sku":"${sku(product)}","name":"${title}",` +
    `"quantity":${quantity},"product":{"id":"gid://shopify/Product/${productId(product)}"},` +
    `"variant":{"id":"gid://shopify/ProductVariant/${variantId(product)}"},` +
    `"originalUnitPriceSet":${money(price)},"discountedTotalSet":${money(price * quantity)},` +
    `"__parentId":"${order}"}\n`
  );
}

/** Text in pieces of about a thousand records. */
function* pieces(count: number, textOf: (number: number) => string): Generator<string> {
  for (let from = 0; from < count; from += 1000) {
    let text = '';
    for (let number = from; number < Math.min(count, from + 1000); number += 1)
      text += textOf(number);
    yield text;
  }
}

/** The results of the shop's bulk operations, for `--bulk-results` of the simulated shop. */
export async function writeBulkResults(orders: number, folder: string): Promise<void> {
  const customers = customersOf(orders);
  const file = (name: string) => createWriteStream(join(folder, name));
  await pipeline(pieces(customers, customerLine), file('customers.jsonl'));
  await pipeline(
    pieces(orders, (number) => orderLines(orderOf(number, customers))),
    file('orders.jsonl'),
  );
  const counts = {
    customers: { objects: customers, rootObjects: customers },
    orders: { objects: orders * (1 + linesPerOrder), rootObjects: orders },
  };
  writeFileSync(join(folder, 'counts.json'), JSON.stringify(counts));
}
