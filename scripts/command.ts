import { Command, InvalidArgumentError, Option } from 'commander';

/** What `npm run …` starts: `--help` ends it with 0, what it does not know or cannot read with one line and 2. */
export function command(name: string, about: string): Command {
  return new Command(`npm run ${name}`)
    .description(about)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)} (see --help)\n`) });
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}

/** Where the middleware under test keeps what it remembers. */
export function databaseOption(): Option {
  return new Option('--store <kind>', 'where the middleware keeps what it remembers')
    .choices(['pglite', 'postgres'])
    .default('pglite');
}

/** Reads a whole number from 1. Throws InvalidArgumentError. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number from 1.');
}

/** Reads what the same things are made up from again: a whole number from 0. Throws InvalidArgumentError. */
export function seed(text: string): number {
  return text === '0' ? 0 : count(text);
}

/** Reads a number above 0. Throws InvalidArgumentError. */
export function amount(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It is no number above 0.');
}
