/** What Salesforce's URL fields hold. */
const longest = 255;

/** Only `https:` is worth a click, and half an address leads elsewhere: anything else is left out. */
export function linkOrNull(url: string | null): string | null {
  if (url === null || url.length > longest || !/^https:\/\//i.test(url)) return null;
  return URL.canParse(url) ? url : null;
}
