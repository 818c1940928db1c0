import { Bell } from './bell.ts';

/** A bell that also tells where it is rung, for whoever works on the store may be another process. */
export class WiredBell extends Bell {
  /** Called whenever it is rung here. */
  onRing: () => void = () => undefined;

  override ring(): void {
    super.ring();
    this.onRing();
  }

  /** For what was heard from elsewhere. */
  ringHere(): void {
    super.ring();
  }
}

/** Calls at once, and then once at the end of each pause in which it was asked for again. */
export function throttled(call: () => void, pauseMs: number): () => void {
  let pausing = false;
  let again = false;
  const go = () => {
    pausing = true;
    again = false;
    call();
    setTimeout(() => {
      pausing = false;
      if (again) go();
    }, pauseMs).unref();
  };
  return () => {
    if (pausing) again = true;
    else go();
  };
}
