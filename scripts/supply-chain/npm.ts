import { execFile } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** What npm prints, whatever its exit code; empty where it could not be run. It asks the registry that it is set up with. */
export function npm(...args: readonly string[]): Promise<string> {
  const cli = process.env['npm_execpath'];
  const [file, before] = cli ? [process.execPath, [cli]] : ['npm', []];
  const options = { cwd: root, maxBuffer: 64 << 20, timeout: 120_000 };
  return new Promise((resolve) => {
    execFile(file, [...before, ...args], options, (_error, stdout) => resolve(stdout));
  });
}
