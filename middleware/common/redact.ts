/**
 * The one list of what must never show. Logs and public pages hide all of it; failures, kept payloads and whatever goes
 * to Salesforce hide the secrets, for a person there has to see whose record it is. Hide first, cut to length later: half
 * a secret is not recognised.
 */
const hidden = '[hidden]';

/** A name of a property, header or variable, in lower case without "-" and "_". */
const secretName =
  /(?:token|secrets?|password|passwd|privatekey|storekey|apikey|assertion|authorization|cookie|sessionid|credentials?|hmacsha256)$/;
const personalNames = new Set(
  [
    ...['email', 'email_address', 'phone', 'mobile_phone', 'ip', 'browser_ip', 'client_ip'],
    ...['name', 'first_name', 'last_name', 'full_name', 'display_name', 'username', 'birthdate'],
    ...['address', 'address_1', 'address_2', 'street', 'zip', 'postal_code', 'city', 'note'],
    ...['billing_address', 'shipping_address', 'default_address', 'raw', 'payload'],
  ].map(plain),
);

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

interface Pattern {
  readonly find: RegExp;
  readonly put: string;
}

/** Each in time that grows with the text alone: whatever repeats is bounded, or cannot match what follows it. */
const secretPatterns: readonly Pattern[] = [
  {
    find: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[^"])*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    put: hidden,
  },
  { find: /\b(Bearer|Basic)\s+[\w.~+/=!-]{6,}/gi, put: `$1 ${hidden}` },
  // A session id of Salesforce: the org's id may stay.
  { find: /\b(00D\w{12,15})!\s?[\w.]{8,}/g, put: `$1!${hidden}` },
  { find: /\b5Aep\w[\w.]{20,}/g, put: hidden },
  // https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens
  { find: /\bshp(?:at|ca|pa|ss|ua|it|tka)_\w+/g, put: hidden },
  { find: /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]{4,}/g, put: hidden },
  // A password in an address.
  {
    find: /\b([a-z][a-z\d+.-]{1,20}:\/\/[^\s:/@"]{0,128}):[^\s@/"]{1,256}@/gi,
    put: `$1:${hidden}@`,
  },
  {
    find: /([?&](?:key|code|sig|signature|hmac|\w{0,40}token|\w{0,40}secret|password)=)[^\s&#"'<>\\]+/gi,
    put: `$1${hidden}`,
  },
  {
    find: /\b(\w{0,40}(?:token|secret|password|passwd|api_?key|private_?key|assertion)=)[^\s&,;"'<>\\]+/gi,
    put: `$1${hidden}`,
  },
  {
    find: /\b((?:authorization|cookie|set-cookie|x-shopify-access-token|x-sfdc-session): ?)[^\r\n"'\\]+/gi,
    put: `$1${hidden}`,
  },
];

const personalPatterns: readonly Pattern[] = [
  {
    find: /(?:[^\s@"'<>()[\]{},;:\\/|=&?]|(?<=\w)'(?=\w)){1,64}(?:@|%40)[^\s@"'<>()[\]{},;:\\/|=&?.]{1,63}(?:\.[a-z\d-]{1,63}){1,8}/giu,
    put: hidden,
  },
  { find: /\+\d(?:[ ()./-]{0,2}\d){7,14}/g, put: hidden },
];

/** `"name": value` of JSON, and of JSON that stands in a text of JSON. Ends where the value does, so JSON stays JSON. */
const members: readonly { readonly quote: string; readonly find: RegExp }[] = [
  {
    quote: '"',
    find: /(?<!\\)"([\w-]{1,60})"(\s{0,8}:\s{0,8})(?:"(?:[^"\\]|\\[^])*(?:"|$)|-?\d[\d.]*)/g,
  },
  {
    quote: '\\"',
    find: /(?<!\\)\\"([\w-]{1,60})\\"(\s{0,8}:\s{0,8})(?:\\"(?:[^"\\]|\\\\(?:\\[^]|[^"\\]))*(?:\\"|$|(?="))|-?\d[\d.]*)/g,
  },
];

/** Values that this process was given as secrets, in every spelling in which they can turn up. */
const known = new Set<string>();

/** From now on hidden wherever it shows. A short one is left out: it would hide half of every text. */
export function rememberSecret(secret: string): void {
  const value = secret.trim();
  if (value.length < 6) return;
  const json = JSON.stringify(value).slice(1, -1);
  for (const spelling of [value, json, encodeURIComponent(value)]) known.add(spelling);
}

/** All that stand under a name that says so. */
export function rememberSecretsIn(value: unknown, name = ''): void {
  if (typeof value === 'string' && secretName.test(plain(name))) rememberSecret(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    rememberSecretsIn(item, Array.isArray(value) ? name : key);
  }
}

/** For what a person may read who may read the record. */
export function hideSecrets(text: string): string {
  return hide(text, secretPatterns, (name) => secretName.test(name));
}

/** For logs, and for pages that anybody may read. */
export function hideAll(text: string): string {
  return hide(hideSecrets(text), personalPatterns, isHidden);
}

function isHidden(name: string): boolean {
  return secretName.test(name) || personalNames.has(name);
}

function hide(
  text: string,
  patterns: readonly Pattern[],
  isNamed: (name: string) => boolean,
): string {
  let safe = text;
  for (const secret of known) if (safe.includes(secret)) safe = safe.replaceAll(secret, hidden);
  for (const { quote, find } of members) {
    safe = safe.replace(find, (whole, name: string, between: string) =>
      isNamed(plain(name)) ? `${quote}${name}${quote}${between}${quote}${hidden}${quote}` : whole,
    );
  }
  return patterns.reduce((result, { find, put }) => result.replace(find, put), safe);
}

/** A copy in which texts, and values with a telling name, are hidden. */
export function hideSecretsIn(value: unknown): unknown {
  return copy(value, { text: hideSecrets, isNamed: (name) => secretName.test(name) }, []);
}

/** As `hideSecretsIn`, and what tells of a person. */
export function hideAllIn(value: unknown): unknown {
  return copy(value, { text: hideAll, isNamed: isHidden }, []);
}

interface Hiding {
  text(value: string): string;
  isNamed(name: string): boolean;
}

/** Deeper than anything that we log; what goes deeper is not worth the risk. */
const deepest = 12;

function copy(value: unknown, hiding: Hiding, above: readonly unknown[]): unknown {
  if (typeof value === 'string') return hiding.text(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return hiding.text(String(value));
  if (ArrayBuffer.isView(value)) return hidden;
  if (above.length >= deepest || above.includes(value)) return hidden;
  const within = [...above, value];
  if (Array.isArray(value)) return value.map((item) => copy(item, hiding, within));
  if (hasJson(value)) return copy(value.toJSON(), hiding, within);
  const entries = Object.entries(value).map(([name, item]) => {
    const isEmpty = item === null || item === undefined || item === '';
    return [name, isEmpty || !hiding.isNamed(plain(name)) ? copy(item, hiding, within) : hidden];
  });
  return Object.fromEntries(entries);
}

function hasJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
