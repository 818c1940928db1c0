/** What every bench prints: a line a figure, and with --json one object as its last line. */

interface Figure {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly unit: string;
}

interface Goal {
  readonly name: string;
  readonly goal: number;
  readonly measured: number;
  readonly met: boolean;
}

export interface Summary {
  readonly bench: string;
  readonly figures: Readonly<Record<string, Figure>>;
  /** One figure's median to another's. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly goals: readonly Goal[];
}

/** Three digits after the point for small numbers, none for large ones. */
function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Collects what a bench measures. */
export class Report {
  readonly #bench: string;
  readonly #values = new Map<string, { readonly unit: string; readonly values: number[] }>();
  readonly #ratios: Record<string, number> = {};
  readonly #goals: Goal[] = [];

  constructor(bench: string) {
    this.#bench = bench;
  }

  /** One measurement; the same name again is another run of it. */
  add(name: string, value: number, unit: string): void {
    const known = this.#values.get(name) ?? { unit, values: [] };
    known.values.push(value);
    this.#values.set(name, known);
  }

  median(name: string): number {
    return rounded(medianOf(this.#values.get(name)?.values ?? []));
  }

  ratio(of: string, to: string): void {
    this.#ratios[`${of} / ${to}`] = Number((this.median(of) / this.median(to)).toFixed(2));
  }

  /** What a figure's median should reach. */
  atLeast(name: string, goal: number): void {
    const measured = this.median(name);
    this.#goals.push({ name, goal, measured, met: measured >= goal });
  }

  /** What it should not exceed. */
  atMost(name: string, goal: number): void {
    const measured = this.median(name);
    this.#goals.push({ name, goal, measured, met: measured <= goal });
  }

  summary(): Summary {
    const figures = Object.fromEntries(
      [...this.#values].map(([name, { unit, values }]) => {
        const min = rounded(Math.min(...values));
        return [name, { min, median: this.median(name), max: rounded(Math.max(...values)), unit }];
      }),
    );
    return { bench: this.#bench, figures, ratios: this.#ratios, goals: this.#goals };
  }

  print(json: boolean): void {
    const summary = this.summary();
    const shown = (value: number) => value.toLocaleString('en');
    for (const [name, { min, median, max, unit }] of Object.entries(summary.figures)) {
      const range = min === max ? '' : ` (${shown(min)} – ${shown(max)})`;
      process.stdout.write(`${name.padEnd(46)} ${shown(median)} ${unit}${range}\n`);
    }
    for (const [name, ratio] of Object.entries(summary.ratios)) {
      process.stdout.write(`${name.padEnd(46)} ${ratio}\n`);
    }
    for (const { goal, measured, met, name } of summary.goals) {
      const verdict = met ? 'met' : 'MISSED';
      process.stdout.write(
        `goal: ${name}: ${shown(goal)}, measured ${shown(measured)}: ${verdict}\n`,
      );
    }
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  }
}
