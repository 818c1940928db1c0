import { formatAmount } from '../money.ts';
import { fieldsOf } from './field.ts';

export interface Amount {
  readonly amount: string;
  readonly currencyCode: string;
}

/** Shop and customer see the same currency: this shop sells in one. */
export function moneyBag(
  amount: string,
  currencyCode: string,
): { shopMoney: Amount; presentmentMoney: Amount } {
  const money = { amount: formatAmount(amount), currencyCode };
  return { shopMoney: money, presentmentMoney: money };
}

export const moneyFields = {
  MoneyBag: fieldsOf<ReturnType<typeof moneyBag>>({
    shopMoney: (bag) => bag.shopMoney,
    presentmentMoney: (bag) => bag.presentmentMoney,
  }),
  MoneyV2: fieldsOf<Amount>({
    amount: (money) => money.amount,
    currencyCode: (money) => money.currencyCode,
  }),
};
