/** Wall clocks of IANA time zones, and the days on which weeks begin. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  formats.set(zone, format);
  return format;
}

/** What the clock on the wall shows, as if it showed UTC: milliseconds. */
export function wallTime(time: number, zone: string): number {
  if (zone === 'UTC') return time;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const day = Date.UTC(at('year'), at('month') - 1, at('day'));
  const seconds = at('hour') * 3600 + at('minute') * 60 + at('second');
  return day + seconds * 1000 + (((time % 1000) + 1000) % 1000);
}

/** When the clock on the wall shows this; where it leaps over it, the moment of the leap or after. */
export function timeOfWall(wall: number, zone: string): number {
  const offset = (time: number): number => wallTime(time, zone) - time;
  const first = wall - offset(wall);
  const second = wall - offset(first);
  return wallTime(second, zone) === wall ? second : Math.max(first, second);
}

/** 0 is Sunday: the day on which weeks begin where the locale is spoken. */
export function firstDayOfWeek(locale: string): number {
  const known = new Intl.Locale(locale.replaceAll('_', '-')) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number };
  };
  return (known.getWeekInfo?.().firstDay ?? 7) % 7;
}

/** ICU lists these by names that they had before. */
const renamed = [
  ...['America/Argentina/Buenos_Aires', 'America/Indiana/Indianapolis', 'Asia/Ho_Chi_Minh'],
  ...['Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Yangon', 'Europe/Kyiv'],
];

/** Every zone that a user can have. */
export const timeZones: readonly string[] = [
  ...new Set(['UTC', 'GMT', ...renamed, ...Intl.supportedValuesOf('timeZone')]),
];

export const locales: readonly string[] = [
  ...['cs_CZ', 'da_DK', 'de_AT', 'de_CH', 'de_DE', 'el_GR', 'en_AU', 'en_CA', 'en_GB', 'en_IE'],
  ...['en_IN', 'en_NZ', 'en_US', 'en_ZA', 'es_ES', 'es_MX', 'es_US', 'fi_FI', 'fr_BE', 'fr_CA'],
  ...['fr_CH', 'fr_FR', 'hu_HU', 'it_IT', 'ja_JP', 'ko_KR', 'nl_BE', 'nl_NL', 'no_NO', 'pl_PL'],
  ...['pt_BR', 'pt_PT', 'ro_RO', 'sv_SE', 'tr_TR', 'zh_CN', 'zh_TW'],
];
