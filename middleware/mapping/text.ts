/**
 * Text for people fits its field by being cut, with an ellipsis to say so; Salesforce would refuse the whole record.
 * Never for keys and addresses: a cut key names something else.
 */
export function text(value: string, longest: number): string {
  if (value.length <= longest) return value;
  const cut = value.slice(0, longest - 1);
  // Half of a surrogate pair is no character.
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export function textOrNull(value: string | null | undefined, longest: number): string | null {
  return value === null || value === undefined || value === '' ? null : text(value, longest);
}
