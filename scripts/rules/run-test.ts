import { spawn } from 'node:child_process';
import path from 'node:path';
import type { RuleId } from '../../sandbox/local-org/rules/registry.ts';

const localOrg = path.resolve(import.meta.dirname, '../../sandbox/local-org');

/** A rule that is off may leave a test waiting for what never comes. */
const patienceMs = 60_000;

/** Whether a test file passes in a process of its own, with one rule switched off. */
export const runTest = (test: string, off?: RuleId): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(localOrg, test)], {
      stdio: 'ignore',
      env: { ...process.env, LOCAL_ORG_RULES_OFF: off ?? '' },
      timeout: patienceMs,
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
