/** What is read again when somebody is there to see it. */
export interface Watched {
  /** When it was last read, in milliseconds since 1970. */
  readonly readAt: number;
  /** Neither out of sight nor being read already. */
  readonly mayRefresh: boolean;
  refreshUnasked(): void;
}

/** Who comes back within this time finds what they left. */
const FRESH = 5_000;
/** Shorter intervals would read without a pause. In seconds. */
const SHORTEST = 5;
/** Nobody who has touched nothing for so long is looking. */
const IDLE_AFTER = 5 * 60_000;
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown'] as const;

/**
 * Reads a panel again when its page comes back into view or into focus, and every few seconds while somebody is
 * active on it. A hidden page, an idle person and a read under way are left in peace.
 */
export class Attention {
  private readonly watched: Watched;
  private seconds: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private isWatching = false;
  private activeAt = 0;

  /** @param seconds between two reads; 0: only when the page comes back */
  constructor(watched: Watched, seconds: number) {
    this.watched = watched;
    this.seconds = seconds;
  }

  every(seconds: number): void {
    this.seconds = seconds;
    if (this.isWatching) this.wind();
  }

  start(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    this.activeAt = Date.now();
    for (const sign of SIGNS_OF_LIFE)
      window.addEventListener(sign, this.noticeLife, { passive: true });
    window.addEventListener('focus', this.comeBack);
    document.addEventListener('visibilitychange', this.comeBack);
    this.wind();
  }

  stop(): void {
    this.isWatching = false;
    for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, this.noticeLife);
    window.removeEventListener('focus', this.comeBack);
    document.removeEventListener('visibilitychange', this.comeBack);
    clearInterval(this.timer);
  }

  private wind(): void {
    clearInterval(this.timer);
    if (!(this.seconds > 0)) return;
    const pause = Math.max(this.seconds, SHORTEST) * 1_000;
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared by stop()
    this.timer = setInterval(this.tick, pause);
  }

  private readonly noticeLife = (): void => {
    this.activeAt = Date.now();
  };

  private readonly comeBack = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.activeAt = Date.now();
    if (Date.now() - this.watched.readAt >= FRESH) this.look();
  };

  private readonly tick = (): void => {
    if (document.visibilityState === 'visible' && Date.now() - this.activeAt < IDLE_AFTER)
      this.look();
  };

  private look(): void {
    if (this.watched.mayRefresh) this.watched.refreshUnasked();
  }
}
