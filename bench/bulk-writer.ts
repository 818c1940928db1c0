/**
 * How fast the bulk writer alone is, against a bare streamed upload of the very same files to a fresh org:
 * `node bench/bulk-writer.ts [orders] [lines an order]`. Prints one JSON object.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSalesforce } from '../middleware/salesforce/login.ts';
import type { Aggregate, JobLedger } from '../middleware/salesforce/record.ts';
import { createBulkWriter } from '../middleware/salesforce/writer.ts';

const externalIdField = 'External_Id__c';
const externalIdFields = {
  Commerce_Order__c: externalIdField,
  Commerce_Order_Line__c: externalIdField,
};
const noLedger: JobLedger = {
  opened: async () => undefined,
  closed: async () => undefined,
  open: async () => [],
};

interface RunningOrg {
  readonly url: string;
  readonly accessToken: string;
  stop(): void;
}

async function startOrg(): Promise<RunningOrg> {
  const args = ['sandbox/local-org/cli.ts', '--port', '0', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const { url, accessToken } = JSON.parse(await firstLine(child)) as RunningOrg;
  return { url, accessToken, stop: () => child.kill('SIGTERM') };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout!) {
    text += String(piece);
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
}

async function* orders(count: number, lines: number): AsyncGenerator<Aggregate> {
  const version = { sourceTime: '2026-01-31T08:26:00.000Z', readAt: '2026-02-01T00:00:00.000Z' };
  for (let index = 0; index < count; index += 1) {
    const order = `shopify:bench:${index}`;
    const rows = [
      { object: 'Commerce_Order__c', externalId: order, fields: orderFields(order, index, lines) },
    ];
    for (let line = 0; line < lines; line += 1) {
      const externalId = `${order}-${line}`;
      const fields = lineFields(externalId, order, line);
      rows.push({ object: 'Commerce_Order_Line__c', externalId, fields });
    }
    yield { key: order, version, rows };
  }
}

function orderFields(externalId: string, index: number, lines: number): Record<string, string> {
  return {
    External_Id__c: externalId,
    Name: `#${index}`,
    Store__c: 'shopify:bench',
    Placed_At__c: '2026-01-31T08:26:00.000Z',
    Placed_On__c: '2026-01-31',
    Total__c: (lines * 15.3).toFixed(4),
    Currency__c: 'GBP',
    Item_Summary__c: 'White hanging heart T-light holder',
    Line_Count__c: String(lines),
  };
}

function lineFields(externalId: string, order: string, line: number): Record<string, string> {
  return {
    External_Id__c: externalId,
    'Order__r.External_Id__c': order,
    Name: 'White hanging heart T-light holder',
    Position__c: String(line + 1),
    SKU__c: '85123A',
    Title__c: 'White hanging heart T-light holder',
    Quantity__c: '6',
    Unit_Price__c: '2.5500',
    Total__c: '15.3000',
    Currency__c: 'GBP',
  };
}

/** Seconds. */
async function writeAll(org: RunningOrg, spoolDir: string, keepSpool: string, size: number[]) {
  const io = { fetch, sleep: (ms: number) => wait(ms), now: () => new Date() };
  const { url, accessToken } = org;
  const connection = await openSalesforce({ instanceUrl: url, accessToken }, io);
  const started = performance.now();
  const options = { connection, externalIdFields, ledger: noLedger, spoolDir, keepSpool };
  for await (const { key, state } of createBulkWriter(options).write(orders(size[0]!, size[1]!))) {
    if (state !== 'written') throw new Error(`${key} is ${state}`);
  }
  return { seconds: (performance.now() - started) / 1000, apiCalls: connection.apiCalls };
}

/** The same files in the same order, with nothing around them. Seconds. */
async function uploadBare(org: RunningOrg, directory: string): Promise<number> {
  const started = performance.now();
  for (const name of readdirSync(directory).sort()) {
    await uploadFile(org, join(directory, name), name.slice(7, -4));
  }
  return (performance.now() - started) / 1000;
}

async function uploadFile(org: RunningOrg, path: string, object: string): Promise<void> {
  const jobs = `${org.url}/services/data/v66.0/jobs/ingest`;
  const call = async (method: string, url: string, type: string, body?: string | Blob) => {
    const headers = { authorization: `Bearer ${org.accessToken}`, 'content-type': type };
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    if (!answer.ok) throw new Error(`${method} ${url}: ${await answer.text()}`);
    return answer;
  };
  const order = { object, operation: 'upsert', externalIdFieldName: externalIdField };
  const json = 'application/json';
  const { id } = (await (await call('POST', jobs, json, JSON.stringify(order))).json()) as {
    id: string;
  };
  await call('PUT', `${jobs}/${id}/batches`, 'text/csv', await openAsBlob(path));
  await call('PATCH', `${jobs}/${id}`, json, '{"state":"UploadComplete"}');
  for (let state = ''; state !== 'JobComplete'; await wait(25)) {
    ({ state } = (await (await call('GET', `${jobs}/${id}`, json)).json()) as { state: string });
    if (state === 'Failed') throw new Error(`${object}: job ${id} failed`);
  }
}

function peakMemoryMB(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

const size = [Number(process.argv[2] ?? 15_000), Number(process.argv[3] ?? 20)];
const work = mkdtempSync(join(tmpdir(), 'bulk-writer-'));
const kept = join(work, 'kept');
const first = await startOrg();
const { seconds, apiCalls } = await writeAll(first, work, kept, size);
const peak = peakMemoryMB();
first.stop();
const second = await startOrg();
const bareSeconds = await uploadBare(second, kept);
second.stop();
rmSync(work, { recursive: true });
const rows = size[0]! * (size[1]! + 1);
process.stdout.write(
  `${JSON.stringify({
    rows,
    seconds: Number(seconds.toFixed(2)),
    rowsPerSecond: Math.round(rows / seconds),
    apiCalls,
    peakMemoryMB: peak,
    bareSeconds: Number(bareSeconds.toFixed(2)),
    ratio: Number((seconds / bareSeconds).toFixed(2)),
  })}\n`,
);
