import type { SeedRecord } from '../seed.ts';

export type Product = Extract<SeedRecord, { type: 'product' }>;

/** Title and price by kind of thing. */
const range: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Candles: [
    ['Hanging heart tealight holder', '2.55'],
    ['Lavender scented candle', '6.25'],
    ['Brass candlestick', '14.50'],
    ['Beeswax taper candles, pair', '5.50'],
    ['Moroccan glass lantern', '18.95'],
    ['Storm lantern, galvanised', '22.50'],
    ['Citronella candle in a tin', '7.25'],
    ['Porcelain tealight house', '8.75'],
  ],
  Kitchen: [
    ['Ceramic storage jar', '7.95'],
    ['Enamel bread bin', '16.95'],
    ['Retro spot cake tin', '8.50'],
    ['Linen tea towel', '5.95'],
    ['Slate cheese board', '13.95'],
    ['Enamel mug, speckled', '6.95'],
    ['Stoneware mixing bowl', '19.50'],
    ['Olive wood salad servers', '12.95'],
    ['Tin of biscuit cutters', '6.50'],
    ['Regency cakestand, three tiers', '12.75'],
    ['Rose cottage tea set', '24.95'],
    ['Cast iron kettle trivet', '9.25'],
  ],
  Home: [
    ['Glass bell cloche', '12.50'],
    ['Knitted hot water bottle cover', '9.95'],
    ['Recycled glass vase', '10.95'],
    ['Doormat, welcome home', '18.00'],
    ['Fairy lights on copper wire', '8.95'],
    ['Wool throw, herringbone', '39.95'],
    ['Velvet cushion', '17.50'],
    ['Wall clock, station style', '29.95'],
    ['Picture frame, driftwood', '11.50'],
    ['Ceramic drawer knob', '2.95'],
    ['Wicker laundry basket', '32.50'],
    ['Felt lampshade', '21.95'],
  ],
  Garden: [
    ['Terracotta pot, hand-thrown', '8.25'],
    ['Galvanised watering can', '15.95'],
    ['Bird feeder, acorn', '9.75'],
    ['Bee hotel', '14.25'],
    ['Seed packets, cottage garden', '4.50'],
    ['Kneeling mat, waxed cotton', '13.50'],
    ['Wicker picnic hamper', '34.95'],
    ['Solar jar lights', '11.95'],
  ],
  Party: [
    ['Vintage bunting, 5 metres', '4.95'],
    ['Party paper plates, set of 12', '2.10'],
    ['Paper lanterns, set of 3', '5.25'],
    ['Cake stand confetti', '1.95'],
    ['Jumbo bag, red spot', '2.08'],
    ['Wooden spoon and egg race', '7.50'],
  ],
  Toys: [
    ['Wooden alphabet blocks', '11.25'],
    ['Knitted rabbit', '13.75'],
    ['Spinning top, tin', '4.75'],
    ['Skittles, painted', '12.25'],
    ['Wooden train with three carriages', '19.95'],
    ['Nesting dolls', '14.95'],
  ],
  Stationery: [
    ['Botanical gift wrap, 3 sheets', '3.75'],
    ['Feather paper weight', '4.20'],
    ['Notebook, marbled', '6.75'],
    ['Wax seal and stamp', '9.50'],
    ['Greeting cards, box of 10', '7.95'],
    ['Pencil case, canvas', '5.75'],
    ['Bookplates, woodcut', '3.25'],
  ],
};
const colours = [
  ['Red', 'RED'],
  ['Sage green', 'SGR'],
  ['Navy', 'NVY'],
] as const;
/** Longer than any column wants it: the panels have to cope. */
const longTitle =
  'Limited edition hand-painted porcelain advent calendar house with twenty-four numbered doors, a warm-white light inside, a removable snow-covered roof and a small drawer for the letters to Father Christmas, delivered in a keepsake box with ribbon';

/** No longer sold, or not yet. */
const status: Readonly<Record<string, Product['status']>> = {
  'Cast iron kettle trivet': 'ARCHIVED',
  'Wooden spoon and egg race': 'ARCHIVED',
  'Felt lampshade': 'DRAFT',
};

/** Some sixty products of one, two or three colours, and one whose title is very long. */
export function products(createdAt: string): Product[] {
  const things = Object.entries(range).flatMap(([productType, entries]) =>
    entries.map(([title, price]) => ({ title, price, productType })),
  );
  return [...things, { title: longTitle, price: '129.00', productType: 'Christmas' }].map(
    (thing, index) => product(index + 1, thing, createdAt),
  );
}

function product(
  number: number,
  { title, price, productType }: { title: string; price: string; productType: string },
  createdAt: string,
): Product {
  const sku = `GS${String(number).padStart(3, '0')}`;
  const base = 8_200_000_000 + number * 10;
  const coloured = number % 3 === 0 ? [] : colours.slice(0, 1 + (number % 3));
  const variants = coloured.map(([variant, code], index) => ({
    id: String(base + index),
    sku: `${sku}-${code}`,
    title: variant,
    price,
  }));
  return {
    type: 'product',
    id: String(8_100_000_000 + number),
    title,
    status: status[title] ?? 'ACTIVE',
    productType,
    createdAt,
    updatedAt: createdAt,
    // What Shopify calls the variant of a product that has no other.
    variants:
      variants.length > 0 ? variants : [{ id: String(base), sku, title: 'Default Title', price }],
  };
}
