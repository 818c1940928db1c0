import { setImmediate } from 'node:timers/promises';

/** Works one task after the other, each begun after the request that asked for it has been answered. */
export class Queue {
  private readonly tasks: (() => Promise<void>)[] = [];
  private running: Promise<void> | undefined;
  private stopped = false;

  add(task: () => Promise<void>): void {
    this.tasks.push(task);
    this.running ??= this.run();
  }

  isStopping(): boolean {
    return this.stopped;
  }

  /** Starts nothing more and waits for the task under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.tasks.length && !this.stopped) {
      await setImmediate();
      await this.tasks.shift()?.();
    }
    this.running = undefined;
  }
}
