import { messageOf } from './common/errors.ts';
import { rememberSecret } from './common/redact.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

/** Looks a secret up by its name; undefined where it is not set. */
export type Secrets = (name: string) => string | undefined;

/**
 * A secret stands in the environment under its name, or in the file that `<name>_FILE` names, which is how systemd and
 * containers hand them over (https://systemd.io/CREDENTIALS/). What is looked up is hidden from then on wherever it shows.
 */
export function secretsOf(env: Environment, readFile: ReadFile, problems: string[]): Secrets {
  return (name) => {
    const value = env[name] || fromFile(name, env, readFile, problems);
    if (value) rememberSecret(value);
    return value;
  };
}

function fromFile(
  name: string,
  env: Environment,
  readFile: ReadFile,
  problems: string[],
): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return undefined;
  try {
    const text = readFile(path).trim();
    if (text === '') problems.push(`${name}_FILE ${path} is empty`);
    return text;
  } catch (error) {
    problems.push(`${name}_FILE ${path} cannot be read: ${messageOf(error)}`);
    return '';
  }
}
