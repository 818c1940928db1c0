import { setImmediate } from 'node:timers/promises';

/** Longer than this nobody else should have to wait: a delivery wants its answer in some milliseconds. */
const longestMs = 8;

/** For loops that would otherwise keep the event loop to themselves: lets others have their turn when it is time. */
export class Breath {
  #since = performance.now();

  async take(): Promise<void> {
    if (performance.now() - this.#since < longestMs) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
