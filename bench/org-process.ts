import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** local-org in a process of its own, so that neither speed nor memory is mixed with the bench's. */
export interface OrgProcess {
  readonly url: string;
  readonly accessToken: string;
  /** The most memory it has held so far. */
  peakMemoryMB(): number;
  stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '..');

/** As `npm run local-org` starts it: with more room, garbage lies about longer and nothing is faster. */
const heap = ['--max-semi-space-size=8', '--max-old-space-size=256'];

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout!) {
    text += String(piece);
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
}

export async function startOrg(): Promise<OrgProcess> {
  const args = [...heap, 'sandbox/local-org/cli.ts', '--port', '0', '--json'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const { url, accessToken } = JSON.parse(await firstLine(child)) as OrgProcess;
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url, accessToken, peakMemoryMB: () => peakMemoryMB(String(child.pid)), stop };
}

/** Of this process, or of another one by its id. */
export function peakMemoryMB(pid = 'self'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

export async function call<T>(
  org: OrgProcess,
  method: string,
  resource: string,
  body?: unknown,
): Promise<T> {
  const headers = {
    authorization: `Bearer ${org.accessToken}`,
    'content-type': body instanceof Blob ? 'text/csv' : 'application/json',
  };
  const sent = body instanceof Blob ? body : JSON.stringify(body);
  const url = `${org.url}/services/data/v66.0/${resource}`;
  const answer = await fetch(url, { method, headers, ...(sent && { body: sent }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${resource}: ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** One job, from its creation until it is complete; how long it took, in seconds. */
export async function upsertFile(org: OrgProcess, object: string, file: string): Promise<number> {
  const started = performance.now();
  const job = { object, operation: 'upsert', externalIdFieldName: 'External_Id__c' };
  const { id } = await call<{ id: string }>(org, 'POST', 'jobs/ingest', job);
  await call(org, 'PUT', `jobs/ingest/${id}/batches`, await openAsBlob(file));
  await call(org, 'PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  for (;;) {
    const info = await call<Record<string, unknown>>(org, 'GET', `jobs/ingest/${id}`);
    const { state, numberRecordsFailed, errorMessage } = info;
    if (state === 'JobComplete' && numberRecordsFailed === 0) break;
    if (state === 'JobComplete')
      throw new Error(`${object}: ${String(numberRecordsFailed)} failed`);
    if (state === 'Failed') throw new Error(`${object}: ${String(errorMessage)}`);
    await wait(25);
  }
  return (performance.now() - started) / 1000;
}
