import { isSame, type Compared, type Figure } from '../sync/parity/figures.ts';
import type { Finding } from '../sync/parity/findings.ts';
import type { Repaired } from '../sync/parity/repair.ts';

/** Told one by one; of more there is the JSON. */
const mostTold = 50;

/** For a person: what both sides have, the days that differ, each record with its reason. */
export function tellParity(parity: Repaired): string {
  const { findings, differing, meanwhile, notes, repair } = parity;
  const lines = [`${parity.store}, ${daysOf(parity)}`, ...parity.totals.map(total)];
  if (parity.days.length > 0) lines.push('', 'Days that differ', ...parity.days.map(dayLine));
  if (repair) lines.push('', `${many(repair.repaired.length, 'record')} repaired`);
  for (const finding of repair?.repaired.slice(0, mostTold) ?? []) lines.push(short(finding));
  if (differing > 0) lines.push('', heading(parity));
  for (const finding of findings.slice(0, mostTold)) lines.push(...whole(finding));
  if (differing > mostTold) lines.push(`  … and ${differing - mostTold} more: see --json`);
  for (const refused of repair?.refused ?? [])
    lines.push(`  Salesforce did not let us mark ${refused}`);
  if (meanwhile > 0) lines.push('', `${many(meanwhile, 'record')} changed meanwhile: next time.`);
  lines.push(...notes.map((note) => `Note: ${note}`), '', verdict(parity));
  return `${lines.join('\n')}\n`;
}

function daysOf({ since, until }: Repaired): string {
  if (since === null && until === null) return 'all days';
  return [since && `from ${since}`, until && `until ${until}`].filter(Boolean).join(' ');
}

function verdict({ agrees, repair }: Repaired): string {
  if (agrees) return 'Both sides agree.';
  return repair
    ? 'The two sides differ still: see above why.'
    : 'The two sides differ. To put it right: orderlens verify --repair';
}

function heading({ differing, repair }: Repaired): string {
  return `${many(differing, 'record')} ${differing === 1 ? 'differs' : 'differ'}${repair ? ' still' : ''}`;
}

function total(one: Compared): string {
  const { measure, currency, shop, salesforce } = one;
  const name = `  ${measure.padEnd(9)}`;
  if (isSame(one)) return `${name} ${figure(shop, currency)} on both sides`;
  return `${name} ${figure(shop, currency)} in the shop, ${figure(salesforce, currency)} in Salesforce`;
}

function dayLine(one: Compared): string {
  const { measure, day, recordDay, currency, shop, salesforce } = one;
  const of = recordDay === day ? '' : ` (orders of ${recordDay})`;
  const both = `${figure(shop, currency)} in the shop, ${figure(salesforce, currency)} in Salesforce`;
  return `  ${day || 'no day'}  ${measure.padEnd(9)} ${both}${of}`;
}

function figure({ count, sum }: Figure, currency: string): string {
  const number = count.toLocaleString('en-GB');
  return currency === '' ? number : `${number}, ${grouped(sum)} ${currency}`;
}

/** `7352354.17` → `7,352,354.17` */
function grouped(amount: string): string {
  const [units = '', decimals] = amount.split('.');
  const marked = units.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? marked : `${marked}.${decimals}`;
}

function short({ kind, model, key, number, day }: Finding): string {
  const named = number === null ? '' : ` (${number})`;
  return `  ${kind.padEnd(10)} ${model} ${key}${named}${day ? `, ${day}` : ''}`;
}

function whole(finding: Finding): string[] {
  const { what, why, changedAt, inFlight } = finding;
  const when = changedAt ? ` Last changed in Salesforce at ${changedAt}.` : '';
  const next = inFlight ? ' It is to be read again anyway.' : '';
  return [short(finding), ...what.map((one) => `      ${one}`), `      ${why}${when}${next}`];
}

function many(count: number, what: string): string {
  return `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`;
}
