/** A time-out that counts from the last sign of life, joined with the caller's own signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly expired: boolean;
  /** Something arrived: the time-out begins again. */
  extend(): void;
  clear(): void;
}

export function startDeadline(ms: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired = false;
  const stop = () => controller.abort(outer?.reason);
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new DOMException(`Nothing came for ${ms} ms`, 'TimeoutError'));
  }, ms);
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    extend: () => void timer.refresh(),
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}
