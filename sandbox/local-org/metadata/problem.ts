import type { Element } from './xml.ts';

/** What is wrong with one component. */
export interface Problem {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly problem: string;
  readonly problemType: 'Error' | 'Warning';
  readonly line?: number;
  readonly column?: number;
}

/** Where a problem stands. */
export interface Subject {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
}

export function problemAt(
  { fileName, fullName, type }: Subject,
  place: Pick<Element, 'line' | 'column'> | undefined,
  problem: string,
): Problem {
  const where = place === undefined ? {} : { line: place.line, column: place.column };
  return { type, fullName, fileName, problem, problemType: 'Error', ...where };
}
