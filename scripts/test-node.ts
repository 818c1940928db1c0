/**
 * `npm run test:node [-- FILE …]`: all tests of Node's own runner, or these. Most files wait for processes, disks and
 * time-outs half of their time, so more of them run side by side than there are cores.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const areas = ['middleware', 'sandbox', 'scripts', 'bench'];
const given = process.argv.slice(2);

const child = spawn(
  process.execPath,
  [
    ...['--test', '--test-timeout=600000'],
    `--test-concurrency=${os.availableParallelism() + 1}`,
    ...(given.length > 0 ? given : areas.map((area) => `${area}/**/*.test.ts`)),
  ],
  {
    ...{ cwd: root, stdio: 'inherit' },
    // Reading and stripping hundreds of sources is half of what a short test file costs, and the same each time:
    // https://nodejs.org/docs/latest-v24.x/api/module.html#module-compile-cache
    env: { NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/node'), ...process.env },
  },
);
const [code] = (await once(child, 'close')) as [number | null];
process.exitCode = code ?? 1;
