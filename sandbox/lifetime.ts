const lookEveryMs = 500;

/**
 * Calls `stop` once: on SIGINT, on SIGTERM, and, for a process that npm started, when that npm is gone. npm runs a
 * script in a shell, and killing npm ends the shell, but not what runs in it.
 */
export function onStop(stop: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    stop();
  };
  process.on('SIGINT', once);
  process.on('SIGTERM', once);
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    once();
  }, lookEveryMs);
  timer.unref();
}
