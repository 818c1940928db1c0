import { closeSync, openSync, writeSync } from 'node:fs';

export const linesPerOrder = 25;

export const lineColumns = [
  'External_Id__c',
  'Name',
  'Order__r.External_Id__c',
  'Position__c',
  'SKU__c',
  'Title__c',
  'Quantity__c',
  'Unit_Price__c',
  'Total__c',
  'Currency__c',
  'Removed__c',
  'Product_Key__c',
];

export function line(number: number, perOrder = linesPerOrder): string[] {
  const title = 'White hanging heart t-light holder';
  const order = `shopify:giftshop:${Math.floor(number / perOrder).toString()}`;
  const position = ((number % perOrder) + 1).toString();
  const id = `shopify:giftshop:${number.toString()}`;
  const amounts = ['6', '2.55', '15.3', 'GBP', 'false'];
  return [id, title, order, position, '85123A', title, ...amounts, 'shopify:giftshop:85123'];
}

export const orderColumns = [
  'External_Id__c',
  'Name',
  'Placed_At__c',
  'Placed_On__c',
  'Status__c',
  'Total__c',
  'Currency__c',
];

export function order(number: number): string[] {
  const at = new Date(Date.UTC(2020, 0, 1) + number * 3_600_000).toISOString();
  const id = `shopify:giftshop:${number.toString()}`;
  return [id, `#${number.toString()}`, at, at.slice(0, 10), 'paid', '382.5', 'GBP'];
}

/** Of cells that need no quotes. */
export function writeCsv(
  file: string,
  columns: readonly string[],
  rows: number,
  row: (number: number) => readonly string[],
): void {
  const handle = openSync(file, 'w');
  let text = `${columns.join(',')}\n`;
  for (let number = 0; number < rows; number++) {
    text += `${row(number).join(',')}\n`;
    if (number % 10_000 !== 9_999) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
}
