/** One thing an org would refuse, where it stands. */
export interface Problem {
  /** Relative to the root of the project. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** What is wrong, and the nearest right name where there is one. */
  readonly message: string;
}

export function print({ file, line, message }: Problem): string {
  return `${file}:${line}: ${message}`;
}

/** ` — did you mean "X"?`, or nothing where no candidate is near. */
export function hint(name: string, candidates: Iterable<string>): string {
  const found = nearest(name, candidates);
  return found === null ? '' : ` — did you mean "${found}"?`;
}

/** The candidate that takes the fewest keystrokes to reach, if that is fewer than a third of the name. */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = keystrokes(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function keystrokes(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
