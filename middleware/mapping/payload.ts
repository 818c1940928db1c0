import { hideSecrets } from '../common/redact.ts';
import { text } from './text.ts';

/** Of the field in Salesforce, with some room for bytes that count twice. */
const longest = 10_000;

/**
 * What was read or sent, for an admin who has to see what is wrong with it: no secrets, and of people no more than tells
 * one from another. `raw`: JSON, perhaps cut off.
 */
export function payloadText(raw: string | null): string | null {
  if (raw === null || raw === '') return null;
  const hidden = legible(hideSecrets(raw))
    .replace(member, (whole, name: string, between: string, value: string) => {
      const shown = shownOf(plain(name), unquoted(value));
      return shown === undefined ? whole : `"${name}"${between}"${shown}"`;
    })
    .replace(email, '$1…@$2');
  return text(hidden, longest);
}

/** One member of an object in JSON whose value is a text or a number, and the text may be cut off. */
const member = /"([\w-]{1,60})"(\s{0,8}:\s{0,8})("(?:[^"\\]|\\[^])*(?:"|$)|-?\d[\d.]*)/g;
const email =
  /([^\s@"'<>()[\]{},;:\\/])[^\s@"'<>()[\]{},;:\\/]{0,63}@([^\s@"'<>()[\]{},;:\\/]{1,255})/gu;

function legible(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

/** `Ship_To_Street__c` → `shiptostreet` */
function plain(name: string): string {
  return name.replace(/__c$/, '').toLowerCase().replace(/[-_]/g, '');
}

function unquoted(value: string): string {
  return value.replace(/^"|"$/g, '');
}

const place =
  /(?:street|address[12]?|zip|postalcode|latitude|longitude|birthdate|birthday|browserip|clientip|^ip)$/;
const person = /(?:firstname|lastname|fullname|displayname|shiptoname|recipientname)$/;

/** undefined: as it is. */
function shownOf(name: string, value: string): string | undefined {
  if (value === '' || value === '[hidden]') return undefined;
  if (place.test(name)) return '[hidden]';
  if (person.test(name)) return `${[...value][0]}…`;
  if (/email$/.test(name)) return `${[...value][0]}…${/@.*$/.exec(value) ?? ''}`;
  return /phone$/.test(name) ? `…${value.slice(-2)}` : undefined;
}
