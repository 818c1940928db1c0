import type { CustomerFigures, DayFigures } from './tallies.ts';

type ByKey<T> = Record<string, T>;

/** A sentence for each day on which the two sides are not the same. */
export function daysThatDiffer(source: ByKey<DayFigures>, salesforce: ByKey<DayFigures>): string[] {
  return differ(source, salesforce, describeDay);
}

/** A sentence for each customer whose value or orders are not the same on both sides. */
export function customersThatDiffer(
  source: ByKey<CustomerFigures>,
  salesforce: ByKey<CustomerFigures>,
): string[] {
  return differ(source, salesforce, describeCustomer);
}

function differ<T>(
  source: ByKey<T>,
  salesforce: ByKey<T>,
  describe: (figures: T | undefined) => string,
): string[] {
  const keys = [...new Set([...Object.keys(source), ...Object.keys(salesforce)])].sort();
  return keys.flatMap((key) => {
    const [here, there] = [describe(source[key]), describe(salesforce[key])];
    return here === there ? [] : [`${key}: source has ${here}, Salesforce has ${there}`];
  });
}

function describeDay(day: DayFigures | undefined): string {
  if (!day) return 'nothing';
  const { orders, lines, sum, refunds, refunded, itemsRefunded } = day;
  const parts = [`${orders} orders`, `${lines} lines`, amounts(sum)];
  return [
    ...parts,
    `${refunds} refunds of ${itemsRefunded} items`,
    amounts(refunded) && `${amounts(refunded)} refunded`,
  ]
    .filter(Boolean)
    .join(', ');
}

function describeCustomer(customer: CustomerFigures | undefined): string {
  return customer ? `${customer.orders} orders worth ${amounts(customer.value)}` : 'nothing';
}

export function amounts(sum: Readonly<Record<string, string>>): string {
  const sums = Object.entries(sum).sort();
  return sums.map(([currency, amount]) => `${amount} ${currency}`).join(' + ');
}
