const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checkDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The nth job's 18-character id, prefix 750. */
export function jobId(n: number): string {
  let text = '';
  for (let rest = n; rest > 0; rest = Math.floor(rest / 62)) text = digits[rest % 62] + text;
  const short = `750Lo0${text.padStart(9, '0')}`;
  let check = '';
  for (let part = 0; part < 3; part++) {
    let bits = 0;
    for (let at = 0; at < 5; at++) if (/[A-Z]/.test(short[part * 5 + at] ?? '')) bits |= 1 << at;
    check += checkDigits[bits];
  }
  return short + check;
}

/** The other way round. */
export function jobNumber(id: string): number {
  return [...id.slice(6, 15)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
}
