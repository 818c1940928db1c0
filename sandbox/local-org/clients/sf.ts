import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalOrg } from '../index.ts';

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** `result` of `--json` output. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a foreign program's answer, judged by assertions
  readonly result: any;
}

export interface Sf {
  readonly home: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Answer>;
  remove(): void;
}

const bin = fileURLToPath(
  new URL('../../../node_modules/@salesforce/cli/bin/run.js', import.meta.url),
);

/** Quiet, and off the network but for the org under test. */
const quiet = {
  SF_DISABLE_TELEMETRY: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
};

const resultOf = (stdout: string): unknown => {
  try {
    return (JSON.parse(stdout) as { result?: unknown }).result;
  } catch {
    return undefined;
  }
};

/** The real Salesforce CLI with a home of its own, so that no login of this machine is seen or changed. */
export const openSf = (): Sf => {
  const home = mkdtempSync(join(tmpdir(), 'sf-home-'));
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    HOME: home,
    USERPROFILE: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    ...quiet,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  };
  const run: Sf['run'] = (args, more = {}) =>
    new Promise((resolve) => {
      const options = { cwd: home, env: { ...env, ...more }, timeout: 90_000 };
      execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) => {
        const code = error ? Number(error.code ?? 1) : 0;
        resolve({ code, stdout, stderr, result: resultOf(stdout) });
      });
    });
  return { home, run, remove: () => rmSync(home, { recursive: true, force: true }) };
};

/** Logs the CLI in as the org's administrator, under the alias `local`. */
export const logIn = async (sf: Sf, org: LocalOrg): Promise<void> => {
  const { result, stderr, stdout } = await sf.run(
    [
      ...['org', 'login', 'access-token', '--no-prompt', '--json'],
      // A slash at the end, as people copy it: the CLI then asks for //services.
      ...['--alias', 'local', '--instance-url', `${org.url}/`],
    ],
    { SF_ACCESS_TOKEN: org.accessToken },
  );
  assert.equal(result?.username, org.username, stdout + stderr);
  assert.equal(result.orgId, org.orgId);
};
