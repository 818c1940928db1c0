import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RuleId } from '../../sandbox/local-org/rules/registry.ts';

const localOrg = path.resolve(import.meta.dirname, '../../sandbox/local-org');

/** A rule that is off may leave a test waiting for what never comes, deaf to any other signal. */
const patienceMs = 60_000;

/** Hundreds of processes load the same modules: what is compiled once is kept for the others. */
const compileCache = path.join(tmpdir(), 'orderlens-compile-cache');

/** Whether a test file passes in a process of its own, with one rule switched off. The first failure ends it. */
export const runTest = (test: string, off?: RuleId): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--test-reporter=tap', '--test-reporter-destination=stdout', path.join(localOrg, test)],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, LOCAL_ORG_RULES_OFF: off ?? '', NODE_COMPILE_CACHE: compileCache },
        timeout: patienceMs,
        killSignal: 'SIGKILL',
      },
    );
    child.stdout.on('data', (piece: Buffer) => {
      if (/^\s*not ok /m.test(piece.toString())) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
