import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type NextFunction, type Request, type Response } from 'express';
import { ApiError } from '../engine/types.ts';
import { Allocations } from '../limits/allocations.ts';
import type { ApiDeps } from '../http/deps.ts';
import { bulkRoutes } from './index.ts';

export interface TestServer {
  readonly dataDir: string;
  /** `path` below `/services/data/v66.0/jobs`; the caller is a user name. */
  call(
    path: string,
    init?: RequestInit & { duplex?: 'half' },
    user?: string,
  ): Promise<globalThis.Response>;
  /** Creates, uploads, closes and waits; answers the job's info. */
  run(job: object, csv: string): Promise<Record<string, unknown> & { id: string }>;
  /** Waits until a job of a kind is final. */
  finished(id: string, kind?: string): Promise<Record<string, unknown> & { id: string }>;
  /** Keeps `dataDir` when asked to. */
  close(keep?: boolean): Promise<void>;
}

export async function startServer(
  served: Pick<ApiDeps, 'org' | 'soql' | 'sessionOf'> & Partial<ApiDeps>,
  dataDir = mkdtempSync(join(tmpdir(), 'bulk-')),
): Promise<TestServer> {
  const app = express();
  const now = () => new Date('2026-01-31T08:26:00Z');
  const bulk = bulkRoutes({ now, allocations: new Allocations(now), ...served, dataDir });
  app.use(express.json());
  app.use('/services/data/v66.0', bulk);
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = error instanceof ApiError;
    response.status(known ? error.status : 500).json([
      {
        errorCode: known ? error.errorCode : 'UNKNOWN',
        message: String((error as Error).message),
      },
    ]);
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/data/v66.0/jobs`;
  return {
    dataDir,
    ...client(base),
    close: (keep) => close(server, bulk.stop, keep ? '' : dataDir),
  };
}

async function close(server: Server, stop: () => Promise<void>, folder: string): Promise<void> {
  await stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  if (folder) rmSync(folder, { recursive: true });
}

function client(base: string): Pick<TestServer, 'call' | 'run' | 'finished'> {
  const call: TestServer['call'] = (path, init = {}, user = 'admin') =>
    fetch(base + path, {
      ...init,
      headers: {
        ...(typeof init.body === 'string' && !path.endsWith('/batches')
          ? { 'content-type': 'application/json' }
          : {}),
        ...(path.endsWith('/batches') ? { 'content-type': 'text/csv' } : {}),
        user,
      },
    });
  const finished: TestServer['finished'] = async (id, kind = 'ingest') => {
    for (;;) {
      const job = (await (await call(`/${kind}/${id}`)).json()) as { id: string; state: string };
      if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job;
    }
  };
  const run: TestServer['run'] = async (job, csv) => {
    const created = await call('/ingest', { method: 'POST', body: JSON.stringify(job) });
    const { id } = (await created.json()) as { id: string };
    await call(`/ingest/${id}/batches`, { method: 'PUT', body: csv });
    await call(`/ingest/${id}`, { method: 'PATCH', body: '{"state":"UploadComplete"}' });
    return finished(id);
  };
  return { call, run, finished };
}
