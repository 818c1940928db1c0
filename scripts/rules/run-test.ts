import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RuleId } from '../../sandbox/local-org/rules/registry.ts';

const localOrg = path.resolve(import.meta.dirname, '../../sandbox/local-org');

/** A rule that is off may leave a test waiting for what never comes, deaf to any other signal. */
const patienceMs = 60_000;

/** Hundreds of processes load the same modules: what is compiled once is kept for the others. */
const compileCache = path.join(tmpdir(), 'orderlens-compile-cache');

export interface TestRun {
  /** `hung`: ended after a minute without an answer. */
  readonly verdict: 'passed' | 'failed' | 'hung';
  readonly ms: number;
}

/** Runs a test file in a process of its own, with one rule switched off. The first failure ends it. */
export const runTest = (test: string, off?: RuleId): Promise<TestRun> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    let failed = false;
    let hung = false;
    const child = spawn(
      process.execPath,
      ['--test-reporter=tap', '--test-reporter-destination=stdout', path.join(localOrg, test)],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, LOCAL_ORG_RULES_OFF: off ?? '', NODE_COMPILE_CACHE: compileCache },
      },
    );
    const timer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, patienceMs);
    child.stdout.on('data', (piece: Buffer) => {
      if (!/^\s*not ok /m.test(piece.toString())) return;
      failed = true;
      child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      const missed = failed || code !== 0;
      const verdict = missed ? (hung && !failed ? 'hung' : 'failed') : 'passed';
      resolve({ verdict, ms: performance.now() - started });
    });
  });
