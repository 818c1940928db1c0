/** Wakes who waits for work. Rung while nobody waits, it is heard by the next who does; rung often, it is heard once. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until it is rung, or the signal is aborted. For one at a time. */
  async heard(signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = () => {
          signal.removeEventListener('abort', this.#wake!);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
    }
    this.#wake = undefined;
    this.#rung = false;
  }
}
