import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The processes that `npm start` began, so that it ends all of them and only them. */
export class Processes {
  readonly #children: { name: string; child: ChildProcess }[] = [];
  #stopping = false;
  /** Told when one of them ends by itself. */
  onUnexpectedEnd: (name: string, code: number | null) => void = () => undefined;

  /** A server that prints one line of JSON when it is ready: gives that line. */
  async serve<T>(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<T> {
    const child = this.#spawn(name, args, env, ['ignore', 'pipe', 'inherit']);
    const lines = createInterface({ input: child.stdout! });
    const [line] = (await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => {
        throw new Error(`${name} ended before it was ready`);
      }),
    ])) as [string];
    lines.on('line', () => undefined);
    return JSON.parse(line) as T;
  }

  /** Runs to its end on this terminal; throws unless it ends well. */
  async run(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
    const child = this.#spawn(name, args, env, ['ignore', 'inherit', 'inherit'], true);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0 && !this.#stopping) throw new Error(`${name} ended with code ${code}`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const running = this.#children.filter(({ child }) => isRunning(child)).reverse();
    await Promise.all(running.map(({ child }) => end(child)));
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  #spawn(
    name: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    stdio: ('ignore' | 'pipe' | 'inherit')[],
    mayEnd = false,
  ): ChildProcess {
    // A group of its own: Ctrl-C reaches us alone, and we end the rest in order.
    const child = spawn(process.execPath, args, { env, stdio, detached: true });
    this.#children.push({ name, child });
    child.on('exit', (code) => {
      if (!mayEnd && !this.#stopping) this.onUnexpectedEnd(name, code);
    });
    return child;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

const patienceMs = 10_000;

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(kill);
}
