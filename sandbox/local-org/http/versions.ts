import { rule } from '../rules/rule.ts';

const limited = rule('http.versions');
/** The newest version listed: what the package and the middleware are tested with. */
export const latestVersion = 66;
const oldest = 51;
/** Clients may be newer than the package; the answers do not differ by version. */
const newest = 68;

const seasons = ['Winter', 'Spring', 'Summer'] as const;

/** v51 was Winter '21's successor, Spring '21; three releases a year. */
const label = (version: number): string => {
  const since = version - 50;
  const season = seasons[since % 3] ?? 'Winter';
  return `${season} '${21 + Math.floor(since / 3)}`;
};

/** `/services/data`: what the org can speak, oldest first. */
export const listVersions = (): { label: string; url: string; version: string }[] =>
  Array.from({ length: latestVersion - oldest + 1 }, (_, at) => {
    const version = `${oldest + at}.0`;
    return { label: label(oldest + at), url: `/services/data/v${version}`, version };
  });

/** Whether `v66.0` is a version the org answers to. */
export const isVersion = (text: string): boolean => {
  const number = /^v(\d\d)\.0$/.exec(text)?.[1];
  if (number === undefined || !limited) return number !== undefined;
  return Number(number) >= oldest && Number(number) <= newest;
};
