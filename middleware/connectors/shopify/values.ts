import { Failure } from '../../common/errors.ts';
import { isCurrency, parseDecimal } from '../../common/money.ts';
import { parseInstant } from '../../common/time.ts';
import type { Money, Ref } from '../../model/index.ts';
import type { RawMoney } from './raw.ts';

/** Single values, their words → ours. Pure; throws Failure `bad-data` whose message names the field. */

export const platform = 'shopify';

/** https://shopify.dev/docs/api/usage/gids: `gid://shopify/Order/4711` → `4711`; null where it is none. */
export function idOfGid(gid: string): string | null {
  return /^gid:\/\/shopify\/\w+\/(\d+)(?:\?|$)/.exec(gid)?.[1] ?? null;
}

export function refOf(store: string, gid: string): Ref {
  const id = idOfGid(gid);
  if (id === null) throw bad('id', gid, 'is no Shopify id');
  return { platform, store, id };
}

/** The money the customer paid with (presentment), not what it is worth in the shop's own currency. */
export function moneyOf(field: string, bag: RawMoney): Money {
  const { amount, currencyCode } = bag.presentmentMoney;
  if (!isCurrency(currencyCode)) throw bad(field, currencyCode, 'is not an ISO 4217 currency');
  try {
    return { amount: parseDecimal(amount), currency: currencyCode };
  } catch (error) {
    throw bad(field, amount, 'is not an amount of money', error);
  }
}

export type MoneyReader = (field: string, bag: RawMoney) => Money;

/** Amounts in two currencies cannot be added up: an order (`whole`) that mixes them is not understood. */
export function moneyIn(currency: string, whole: string): MoneyReader {
  return (field, bag) => {
    const money = moneyOf(field, bag);
    if (money.currency === currency) return money;
    throw bad(field, money.currency, `is not the currency of the ${whole}, which is ${currency}`);
  };
}

/** UTC ISO-8601. */
export function instant(field: string, text: string): string {
  const parsed = parseInstant(text);
  if (parsed === null) throw bad(field, text, 'is not a date and time');
  return parsed;
}

export function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text;
}

/** ISO 3166-1 alpha-2; ZZ is Shopify's own word for "unknown". */
export function countryOrNull(code: string | null | undefined): string | null {
  return code && code !== 'ZZ' ? code : null;
}

/** What people click on has to be https; anything else is no link to us. */
export function httpsOrNull(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'https:' ? url.href : null;
}

/** `PARTIALLY_PAID` → `partially paid`. */
export function words(value: string | null | undefined): string | null {
  return textOrNull(value)?.toLowerCase().replaceAll('_', ' ') ?? null;
}

/**
 * Something that mail could be sent to, as far as its form tells, else null: what an address is used for (finding who
 * somebody is, a field for e-mail in Salesforce) can do nothing with any other text, and would refuse the whole record.
 */
export function emailOrNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@.<>()[\]\\,;:"]+$/.test(trimmed)
    ? trimmed
    : null;
}

interface Sold {
  readonly product?: { readonly id: string } | null | undefined;
  readonly variant?: { readonly id: string } | null | undefined;
}

/** The variant that was taken; the product where the shop no longer has that; null: neither, or a line made by hand. */
export function soldRef(store: string, { variant, product }: Sold): Ref | null {
  const sold = variant ?? product;
  return sold ? refOf(store, sold.id) : null;
}

/** What a line is called on screen, where a shop left its name out. */
export function titleOf({ name, sku }: { name: string; sku?: string | null | undefined }): string {
  return textOrNull(name) ?? textOrNull(sku) ?? '(no title)';
}

/** Shopify's name for the variant of a product that has no variants. */
const noVariant = 'Default Title';

export function variantTitle(title: string | null | undefined): string | null {
  return title === noVariant ? null : textOrNull(title);
}

export function bad(field: string, value: string, why: string, cause?: unknown): Failure {
  return new Failure(`${field}: "${value.slice(0, 60)}" ${why}`, {
    kind: 'bad-data',
    action: 'Correct the record in the shop.',
    cause,
  });
}
