import fc from 'fast-check';
import { admin } from './admin.ts';
import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { settingsTarget } from './settings.ts';
import type { Target } from './target.ts';
import { webhooks } from './webhooks.ts';

export interface Finding {
  readonly target: string;
  /** Shows it again: the input, made as small as it goes. */
  readonly example: string;
  readonly seed: number;
}

export interface Fuzzed {
  readonly seed: number;
  readonly seconds: number;
  /** Inputs tried, by target. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

const slice = 50;

/** Knocks at each door in turn until the time is over, or once where `seconds` is 0. A door with a finding is left alone. */
export async function fuzz(seconds: number, seed: number): Promise<Fuzzed> {
  const makers = [webhooks, admin, csv, jsonl, settingsTarget];
  const targets = await Promise.all(makers.map((make) => make()));
  const inputs: Record<string, number> = {};
  const findings: Finding[] = [];
  const until = performance.now() + seconds * 1000;
  try {
    for (let round = 0; round === 0 || performance.now() < until; round += 1) {
      const open = targets.filter(({ name }) => !findings.some(({ target }) => target === name));
      for (const target of open) {
        const { tried, finding } = await knock(target, seed + round);
        inputs[target.name] = (inputs[target.name] ?? 0) + tried;
        if (finding) findings.push(finding);
      }
      if (open.length === 0) break;
    }
  } finally {
    await Promise.all(targets.map((target) => target.close?.()));
  }
  return { seed, seconds, inputs, findings };
}

async function knock(
  { name, property }: Target,
  seed: number,
): Promise<{ readonly tried: number; readonly finding: Finding | null }> {
  const { failed, numRuns, counterexample, errorInstance } = await fc.check(property, {
    ...{ seed, numRuns: slice, endOnFailure: false },
  });
  if (!failed) return { tried: numRuns, finding: null };
  const why = errorInstance instanceof Error ? ` — ${errorInstance.message}` : '';
  const example = `${fc.stringify(counterexample).slice(0, 2000)}${why.slice(0, 500)}`;
  return { tried: numRuns, finding: { target: name, example, seed } };
}
