import fs from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

interface EmscriptenModule {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd?: number }) => number } };
}

/**
 * PGlite's own file system has no fsync, so `fsync=on` never reaches the disk and a power cut can lose the folder.
 * This hands the call through. It touches internals: the version of PGlite is pinned exactly, and a test counts the calls.
 */
export class DurableNodeFS extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const ready = await super.init(...args);
    const preRun = (ready.emscriptenOpts.preRun ??= []) as ((module: unknown) => void)[];
    preRun.push((module) => {
      (module as EmscriptenModule).NODEFS.stream_ops.fsync = syncDescriptor;
    });
    return ready;
  }
}

function syncDescriptor(stream: { nfd?: number }): number {
  if (stream.nfd !== undefined) fs.fsyncSync(stream.nfd);
  return 0;
}
