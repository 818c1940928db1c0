import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { middlewareCommand } from '../../scripts/middleware.ts';
import { freePort } from '../../scripts/start/ports.ts';

/** One middleware, a process of its own, that can be ended in any way. What it says goes to a file. */
export class Replica {
  readonly url: string;
  readonly logFile: string;
  readonly ended: Promise<unknown>;
  /** Whether we ended it. */
  wasTold = false;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, logFile: string) {
    this.#child = child;
    this.ended = once(child, 'exit');
    this.url = url;
    this.logFile = logFile;
  }

  static async start(env: NodeJS.ProcessEnv, logFile: string): Promise<Replica> {
    const port = await freePort();
    const log = fs.openSync(logFile, 'a');
    const child = spawn(process.execPath, middlewareCommand('main'), {
      env: { ...env, PORT: String(port), HOST: '127.0.0.1' },
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    return new Replica(child, `http://127.0.0.1:${port}`, logFile);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Gives false where it has ended, or was not ready in time. */
  async ready(withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (this.isRunning && performance.now() < until) {
      const answer = await this.get('/readyz').catch(() => null);
      if (answer?.ok) return true;
      await wait(50);
    }
    return false;
  }

  get(page: string): Promise<Response> {
    return fetch(this.url + page, { signal: AbortSignal.timeout(5000) });
  }

  /** Stands still, with all its connections open, as on a machine that sleeps. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it with this signal, and waits for that: how it ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM', patienceMs = 40_000): Promise<number | null> {
    if (!this.isRunning) return this.#child.exitCode;
    this.wasTold = true;
    this.#child.kill(signal);
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    await this.ended;
    clearTimeout(kill);
    return this.#child.exitCode;
  }
}
