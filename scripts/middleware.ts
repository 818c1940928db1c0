import path from 'node:path';

/**
 * V8 lets its heap grow for as long as there is memory; the middleware works in bounded chunks and needs little. With
 * these the real history peaks at about half of what it takes without, at the same speed. They work only on the command
 * line: package.json and the unit file say the same, and a test holds them together.
 */
export const middlewareFlags = ['--max-semi-space-size=8', '--max-old-space-size=256'];

/**
 * glibc keeps what each thread has freed for that thread: fewer such stores, some 15 MB less. Set where the service is set
 * up; other C libraries do not look at it (https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html).
 */
export const middlewareEnvironment = { MALLOC_ARENA_MAX: '2' };

/** Arguments for Node: the service, or the command line with its own arguments behind. */
export function middlewareCommand(entry: 'main' | 'cli', ...args: string[]): string[] {
  return [
    ...middlewareFlags,
    path.join(import.meta.dirname, '../middleware', `${entry}.ts`),
    ...args,
  ];
}
