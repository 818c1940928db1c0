/**
 * What nearly every cell of an upload looks like, read without a regular expression. undefined: looks otherwise, and is
 * to be read with care.
 */

const zero = 48;
const nine = 57;
const point = 46;
const dash = 45;
const colon = 58;
const [letterT, letterZ] = [84, 90];

/** Digits that a double holds exactly, whatever they are. */
const exactDigits = 15;
const powers = Array.from({ length: exactDigits + 1 }, (_none, power) => 10 ** power);

/** `12.50`: one rounding of two exact numbers gives the nearest double, as `Number` does. */
export function quickNumber(text: string): number | undefined {
  const { length } = text;
  if (length > exactDigits) return undefined;
  let digits = 0;
  let from = -1;
  for (let place = 0; place < length; place++) {
    const code = text.charCodeAt(place);
    if (code >= zero && code <= nine) digits = digits * 10 + (code - zero);
    else if (code === point && from < 0) from = place;
    else return undefined;
  }
  if (from < 0) return length === 0 ? undefined : digits;
  return length === 1 ? undefined : digits / (powers[length - 1 - from] ?? NaN);
}

/** NaN where one is no digit. */
function two(text: string, place: number): number {
  const [tens, ones] = [text.charCodeAt(place) - zero, text.charCodeAt(place + 1) - zero];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Every month has so many days. */
const daysOfAny = 28;

/** Midnight UTC of a text that begins with a day of the years that Salesforce knows. */
function dayAt(text: string): number | undefined {
  if (text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return undefined;
  const year = two(text, 0) * 100 + two(text, 2);
  const [month, day] = [two(text, 5), two(text, 8)];
  if (!(year >= 1700 && year <= 4000 && month >= 1 && month <= 12)) return undefined;
  if (!(day >= 1 && day <= 31)) return undefined;
  const time = Date.UTC(year, month - 1, day);
  return day <= daysOfAny || new Date(time).getUTCDate() === day ? time : undefined;
}

/** Whether a text is `2020-02-29` or the like. */
export function isQuickDay(text: string): boolean {
  return text.length === 10 && dayAt(text) !== undefined;
}

/** Milliseconds of `2020-02-29T12:34:56Z`, with or without three decimals. */
export function quickTime(text: string): number | undefined {
  const decimals = text.length === 24;
  if (!decimals && text.length !== 20) return undefined;
  if (text.charCodeAt(10) !== letterT || text.charCodeAt(text.length - 1) !== letterZ) {
    return undefined;
  }
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return undefined;
  if (decimals && text.charCodeAt(19) !== point) return undefined;
  const [hours, minutes, seconds] = [two(text, 11), two(text, 14), two(text, 17)];
  const thousandths = decimals ? two(text, 20) * 10 + (two(text, 21) % 10) : 0;
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59 && thousandths <= 999)) return undefined;
  const day = dayAt(text);
  return day === undefined
    ? undefined
    : day + ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths;
}
