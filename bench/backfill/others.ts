import { execFile, spawn, type ExecFileOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Org } from '../real-input/world.ts';
import { keyOf, objectOf } from './files.ts';

/** What else loads finished rows into an org: jsforce's own bulk client, and the Salesforce CLI. */
const execute = promisify(execFile);
/** Throws what the program said, without its arguments: there is a token among them. */
async function run(args: readonly string[], options: ExecFileOptions): Promise<string> {
  try {
    const { stdout } = await execute(process.execPath, args, { ...options, encoding: 'utf8' });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}\n${stderr}`.trim().slice(0, 2000));
  }
}

const longest = { timeout: 30 * 60_000, maxBuffer: 1 << 26 };

/** Seconds, from arrays of records in memory; reading the files into them is not counted. */
export async function jsforceSeconds(org: Org, tables: readonly string[]): Promise<number> {
  const script = path.join(import.meta.dirname, 'jsforce-upload.ts');
  const args = ['--max-old-space-size=8192', script, org.url, org.accessToken, ...tables];
  return Number(await run(args, longest));
}

/** For the CLI prints each row of its result: more than a pipe should hold. */
async function runIntoFile(
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const file = path.join(folder, 'printed.txt');
  const printed = openSync(file, 'w');
  try {
    const { timeout } = longest;
    const stdio = ['ignore', printed, printed] as const;
    const child = spawn(process.execPath, args, { env, cwd: folder, stdio: [...stdio], timeout });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(readFileSync(file, 'utf8').slice(0, 2000));
  } finally {
    closeSync(printed);
  }
}

const sf = path.join(import.meta.dirname, '../../node_modules/@salesforce/cli/bin/run.js');

/** Seconds of `sf data upsert bulk`, one command an object; logging in is not counted. */
export async function sfSeconds(
  org: Org,
  tables: readonly string[],
  home: string,
): Promise<number> {
  mkdirSync(home, { recursive: true });
  const env = {
    ...{ PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: path.join(home, 'data') },
    ...{ SF_DISABLE_TELEMETRY: 'true', SF_SKIP_NEW_VERSION_CHECK: 'true', NO_COLOR: '1' },
    ...{ SF_DISABLE_AUTOUPDATE: 'true', SF_DISABLE_LOG_FILE: 'true' },
    ...{ SF_USE_GENERIC_UNIX_KEYCHAIN: 'true', SF_ACCESS_TOKEN: org.accessToken },
  };
  const command = (args: readonly string[]) => runIntoFile([sf, ...args, '--json'], home, env);
  const login = ['org', 'login', 'access-token', '--no-prompt', '--alias', 'bench'];
  await command([...login, '--instance-url', org.url]);
  const started = performance.now();
  for (const table of tables) {
    const object = objectOf(table);
    await command([
      ...['data', 'upsert', 'bulk', '--target-org', 'bench', '--wait', '30'],
      ...['--sobject', object, '--external-id', keyOf(object), '--file', table],
      ...['--line-ending', 'LF'],
    ]);
  }
  return (performance.now() - started) / 1000;
}
