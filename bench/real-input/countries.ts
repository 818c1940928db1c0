/** The file's names that are not those of the Unicode CLDR; the last two name no country. */
const others: Readonly<Record<string, string | null>> = {
  EIRE: 'IE',
  RSA: 'ZA',
  USA: 'US',
  'Channel Islands': 'JE',
  'Czech Republic': 'CZ',
  'Hong Kong': 'HK',
  'European Community': null,
  Unspecified: null,
};

const names = new Intl.DisplayNames('en', { type: 'region' });
const codes = new Map<string, string>();

/** ISO 3166-1 alpha-2 of a country's English name; null where it names none. */
export function alpha2(country: string): string | null {
  if (country in others) return others[country]!;
  if (codes.size === 0) fillCodes();
  return codes.get(country) ?? null;
}

function fillCodes(): void {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code);
    // An obsolete code has its successor's name: DD is called Germany.
    const current = Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
    if (name && name !== code && current) codes.set(name, code);
  }
}
