/** Shopify's global ids: `gid://shopify/Order/536365`. */
export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

export function parseGid(value: string): { type: string; id: string } | null {
  const match = /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(value);
  return match ? { type: match[1]!, id: match[2]! } : null;
}

/** By value: ids are 64-bit numbers as strings. */
export function compareIds(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}
