import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { middlewareCommand } from '../../scripts/middleware.ts';

/** What `orderlens backfill --json` prints. */
export interface BackfillResult {
  rowsWritten: number;
  apiCalls: number;
  seconds: number;
  rowsPerSecond: number;
  peakMemoryMB: number;
  cpuSeconds: number;
  stores: readonly { complete: boolean; counts: Readonly<Record<string, number>> }[];
}

export function startBackfill(env: NodeJS.ProcessEnv, args: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, middlewareCommand('cli', 'backfill', '--json', ...args), {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The normal backfill, in a process of its own; throws unless it ends well. */
export async function backfill(
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<BackfillResult> {
  const child = startBackfill(env, args);
  const printed: string[] = [];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The backfill ended with code ${code}: ${printed.join('')}`);
  return JSON.parse(printed.join('').trim().split('\n').at(-1)!) as BackfillResult;
}

/** The records that the middleware keeps as not in Salesforce. */
export async function rejections(env: NodeJS.ProcessEnv): Promise<Rejection[]> {
  const child = spawn(process.execPath, middlewareCommand('cli', 'status', '--json'), {
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  await once(child, 'close');
  const status = JSON.parse(printed.join('')) as { rejections: (Rejection & { key: string })[] };
  return status.rejections.map(({ key, stage, reason }) => ({ id: key, stage, reason }));
}

export interface Rejection {
  id: string;
  stage: string;
  reason: string;
}
