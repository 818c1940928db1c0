import type { CountedModel } from '../../model/index.ts';
import { countedIn } from './figures.ts';
import type { Finding } from './findings.ts';
import type { StoreParity } from './verify.ts';

/** So many are gone at once that it is rather the app that lost a right, or a shop that was restored, than deletions. */
const fewGone = 100;
const shareGone = 0.01;

/**
 * What the shop has deleted without anybody being told, as far as a night's check may mark it without a person: of each
 * model up to 100 or 1 % of what Salesforce has, whichever is more. Beyond that none of the model, and a note.
 */
export function believable({ findings, totals, differing }: StoreParity): {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
} {
  const kept: Finding[] = [];
  const notes: string[] = [];
  const gone = findings.filter(({ kind }) => kind === 'gone');
  for (const [model, some] of Map.groupBy(gone, (one) => one.model)) {
    const most = Math.max(fewGone, countOf(totals, model) * shareGone);
    // Where not all findings are told, there are more than can be judged.
    if (some.length <= most && findings.length === differing) kept.push(...some);
    else notes.push(tooMany(model, some.length));
  }
  return { findings: kept, notes };
}

function countOf(totals: StoreParity['totals'], model: CountedModel): number {
  return totals
    .filter(({ measure }) => measure === `${model}s` && countedIn[measure] === model)
    .reduce((sum, { salesforce }) => sum + salesforce.count, 0);
}

function tooMany(model: CountedModel, count: number): string {
  return (
    `${count.toLocaleString('en-GB')} ${model}s are gone from the shop at once, too many to mark unasked. ` +
    'If the app still has its rights and they were really deleted: orderlens verify --repair'
  );
}
