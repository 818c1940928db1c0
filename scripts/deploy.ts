/**
 * npm run deploy -- [--target-org NAME] [--dry-run] [any other flag of `sf project deploy start`]
 *
 * Compiles the panels, lets the gate look, and only then hands force-app to Salesforce's own CLI.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A program to run, and what to say before. */
export interface Step {
  readonly says: string;
  readonly args: readonly string[];
}

const root = path.resolve(import.meta.dirname, '..');

/** Everything up to and including the upload, each started with this Node. `sf` is the path of the CLI's script. */
export function steps(flags: readonly string[], sf: string): Step[] {
  const dryRun = flags.includes('--dry-run');
  const waits = flags.some((flag) => /^(--wait|-w|--async)(=|$)/.test(flag));
  const upload = ['project', 'deploy', 'start', '--source-dir', 'force-app'];
  return [
    { says: 'Compiling the panels', args: ['scripts/build-panels.ts'] },
    { says: 'Looking for what an org would refuse', args: ['scripts/check-deploy/index.ts'] },
    {
      says: dryRun ? 'Asking the org, without changing it' : 'Deploying',
      args: [sf, ...upload, ...(waits ? [] : ['--wait', '30']), ...flags],
    },
  ];
}

/** What is left to a person, as commands to copy. */
export function afterwards(flags: readonly string[]): string {
  if (flags.includes('--dry-run')) {
    return 'The org would take it. Deploy by the same command without --dry-run.\n';
  }
  const org = orgOf(flags);
  const assign = `npx sf org assign permset${org === null ? '' : ` --target-org ${org}`} --name`;
  return `Deployed. Next, give each person what they need:
  ${assign} Commerce_Admin         # yourself, and whoever looks after Orderlens
  ${assign} Commerce_Agent --on-behalf-of USERNAME
  ${assign} Commerce_Integration --on-behalf-of USERNAME   # the one user the middleware logs in as
Then open the app Orderlens and an account, a contact or a case. On pages of your own, add the panels whose names begin
with "Commerce:" in the Lightning App Builder. \`npm run orderlens -- doctor\` says what the middleware still lacks.
`;
}

function orgOf(flags: readonly string[]): string | null {
  const at = flags.findIndex((flag) => /^(--target-org|-o)(=|$)/.test(flag));
  const flag = flags[at];
  if (flag === undefined) return null;
  return flag.includes('=') ? flag.slice(flag.indexOf('=') + 1) : (flags[at + 1] ?? null);
}

/** The CLI that package.json pins, so that nobody has to install one. */
function sfScript(): string {
  const main = createRequire(import.meta.url).resolve('@salesforce/cli');
  return path.join(path.dirname(main), '../bin/run.js');
}

function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...args], { cwd: root, stdio: 'inherit' });
  const stop = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}

async function main(flags: readonly string[]): Promise<number> {
  for (const { says, args } of steps(flags, sfScript())) {
    process.stdout.write(`${says} …\n`);
    const code = await run(args);
    if (code !== 0) {
      process.stderr.write(`Stopped at "${says}": see above.\n`);
      return code;
    }
  }
  process.stdout.write(afterwards(flags));
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(process.argv.slice(2));
}
