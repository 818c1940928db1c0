import { linkedTo } from 'c/commercePanel';
import type { Subject } from 'c/commercePanel';
import { contains } from './filters';
import type { Where } from './filters';

/** Of the case: who writes more has said which order it is about before. */
const LONGEST_TEXT = 4_000;
const MOST_WORDS = 20;
const SHORTEST_NUMBER = 3;

/** What in a text may be an order's number. */
export interface Candidate {
  /** As it was written, without `#`, in capitals. */
  readonly word: string;
  /** The digits at its end, where they are enough to be a number of their own. */
  readonly digits: string | null;
}

/** `#1530`, `1530`, `GS-1530`: which of them is an order is for the org to say. */
export function candidatesIn(text: string): Candidate[] {
  const words = text.slice(0, LONGEST_TEXT).match(/#?[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)*/gu) ?? [];
  const found = new Map(words.flatMap(candidate).map((each) => [each.word, each]));
  return [...found.values()].slice(0, MOST_WORDS);
}

function candidate(written: string): Candidate[] {
  const word = written.replace(/^#/, '').toUpperCase();
  const isMarked = word.length < written.length;
  const digits = endOf(word);
  const isNumber = digits.length >= SHORTEST_NUMBER || (isMarked && digits !== '');
  // `15-01-2026` ends with a year, not with an order.
  const isDate = /^\d{1,4}-\d{1,2}-\d{1,4}$/.test(word);
  if (isNumber) return [{ word, digits: isDate ? null : digits }];
  return word.replace(/\D/g, '').length >= SHORTEST_NUMBER ? [{ word, digits: null }] : [];
}

/** The `where` of orders that may be named; `isNamed` has the last word. */
export function maybeNamed(subject: Subject, candidates: readonly Candidate[]): Where {
  const names = candidates.map(({ word, digits }) =>
    // A short number is part of too many others.
    word.length < SHORTEST_NUMBER
      ? { Name: { in: [word, `#${word}`] } }
      : { Name: contains(digits ?? word) },
  );
  return { and: [linkedTo(subject), { or: names }] };
}

/** Whether an order's number is among the candidates: whole, or by the digits it ends with (`1530` for `#GS-1530`). */
export function isNamed(number: string, candidates: readonly Candidate[]): boolean {
  const name = number.replace(/^#/, '').toUpperCase();
  const end = endOf(name);
  return candidates.some(
    ({ word, digits }) => word === name || (digits !== null && digits === end),
  );
}

function endOf(word: string): string {
  return /\d+$/.exec(word)?.[0] ?? '';
}
