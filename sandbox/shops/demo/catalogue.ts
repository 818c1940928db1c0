import type { SeedRecord } from '../seed.ts';

export type Product = Extract<SeedRecord, { type: 'product' }>;

const things = [
  ['Hanging heart tealight holder', '2.55'],
  ['Ceramic storage jar', '7.95'],
  ['Vintage bunting, 5 metres', '4.95'],
  ['Enamel bread bin', '16.95'],
  ['Retro spot cake tin', '8.50'],
  ['Lavender scented candle', '6.25'],
  ['Wicker picnic hamper', '34.95'],
  ['Glass bell cloche', '12.50'],
  ['Knitted hot water bottle cover', '9.95'],
  ['Wooden alphabet blocks', '11.25'],
  ['Rose cottage tea set', '24.95'],
  ['Botanical gift wrap, 3 sheets', '3.75'],
  ['Brass candlestick', '14.50'],
  ['Linen tea towel', '5.95'],
  ['Fairy lights on copper wire', '8.95'],
  ['Doormat, welcome home', '18.00'],
  ['Slate cheese board', '13.95'],
  ['Recycled glass vase', '10.95'],
  ['Party paper plates, set of 12', '2.10'],
  ['Feather paper weight', '4.20'],
] as const;
const variants = [
  ['Red', 'RED'],
  ['Sage green', 'SGR'],
] as const;
/** Longer than any column wants it: the panels have to cope. */
const longTitle =
  'Limited edition hand-painted porcelain advent calendar house with twenty-four numbered doors, a warm-white light inside, a removable snow-covered roof and a small drawer for the letters to Father Christmas, delivered in a keepsake box with ribbon';

/** Products, each with two variants but the last, whose title is very long. */
export function products(createdAt: string): Product[] {
  const usual = things.map(([title, price], index) => product(index + 1, title, price, createdAt));
  return [...usual, product(things.length + 1, longTitle, '129.00', createdAt)];
}

function product(number: number, title: string, price: string, createdAt: string): Product {
  const sku = `GS${String(number).padStart(3, '0')}`;
  return {
    type: 'product',
    id: String(8_100_000_000 + number),
    title,
    createdAt,
    updatedAt: createdAt,
    variants: variants.map(([variant, code], index) => ({
      id: String(8_200_000_000 + number * 10 + index),
      sku: `${sku}-${code}`,
      title: variant,
      price,
    })),
  };
}
