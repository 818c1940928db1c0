import fs from 'node:fs';

/** The most this process ever held, in MB (10^6 bytes): VmHWM where the kernel tells it, see proc_pid_status(5). */
export function peakMemoryMB(): number {
  const kilobytes = fromKernel() ?? process.resourceUsage().maxRSS;
  return Math.round((kilobytes * 1024) / 1e6);
}

function fromKernel(): number | undefined {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'));
    return match ? Number(match[1]) : undefined;
  } catch {
    return undefined;
  }
}
