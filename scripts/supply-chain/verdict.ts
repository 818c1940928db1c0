import { z } from 'zod';

export interface Verdict {
  readonly state: 'clean' | 'vulnerable' | 'unknown';
  readonly lines: readonly string[];
}

const found = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});

const failed = z.object({ message: z.string() });

/** What `npm audit --json` printed: https://docs.npmjs.com/cli/commands/npm-audit. Anything not understood is no all-clear. */
export function verdictOf(printed: string): Verdict {
  const json = parse(printed);
  const report = found.safeParse(json);
  if (!report.success) return { state: 'unknown', lines: [whyUnknown(json)] };
  const { vulnerabilities, metadata } = report.data;
  const lines = Object.entries(vulnerabilities).map(([name, { severity, range, via }]) => {
    const why = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`));
    return `${severity}: ${name} ${range}: ${why.join('; ')}`;
  });
  if (lines.length > 0) return { state: 'vulnerable', lines };
  const count = metadata.dependencies.prod;
  return { state: 'clean', lines: [`No advisory is known for any of ${count} packages.`] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function whyUnknown(json: unknown): string {
  const said = failed.safeParse(json);
  const why = said.success ? said.data.message.replace(/https?:\S+/g, '').trim() : 'no answer';
  return `Nothing is known: the registry gives no advisories (${why}). Ask one that does, by npm's setting "registry".`;
}
