import { ApiError } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';

const halts = rule('rest.composite-halts');

/** `@{refAccount.id}`, `@{refs.records[0].Id}`, `@{saved[0].id}` */
const reference = /@\{(\w+)((?:\.\w+|\[\d+\])+)\}/g;

const stepsOf = (path: string): string[] => [...path.matchAll(/\w+/g)].map(([step]) => step);

/** Bodies of the subrequests that went well, by reference id. */
export type Answers = ReadonlyMap<string, unknown>;

export const badReferenceId = (id: string): string =>
  `Provided referenceId ('${id}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`;

const missing = (name: string, path: string): ApiError =>
  new ApiError(
    400,
    'PROCESSING_HALTED',
    `Invalid reference specified. No value for ${name}${path} found in ${name}. ${badReferenceId(`${name}${path}`)}`,
  );

const valueAt = (answers: Answers, name: string, path: string): unknown => {
  let value = answers.get(name);
  for (const step of stepsOf(path)) {
    value = (value as Record<string, unknown> | null | undefined)?.[step];
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (!halts) return '';
  throw missing(name, path);
};

const resolveText = (text: string, answers: Answers): unknown => {
  const [whole] = text.matchAll(reference);
  // A value that stands alone keeps its type.
  if (whole?.[0] === text) return valueAt(answers, whole[1] ?? '', whole[2] ?? '');
  return text.replace(reference, (_all, name: string, path: string) =>
    String(valueAt(answers, name, path)),
  );
};

/** The reference ids that a subrequest's URL and body name. */
export const referencesIn = (part: unknown): string[] =>
  [...JSON.stringify(part).matchAll(reference)].map(([, name = '']) => name);

/** Puts earlier answers into a URL. Throws ApiError PROCESSING_HALTED where one has no such value. */
export const resolveUrl = (url: string, answers: Answers): string =>
  url.replace(reference, (_all, name: string, path: string) =>
    encodeURIComponent(String(valueAt(answers, name, path))),
  );

/** The same anywhere in a body; names of fields are left alone. */
export const resolveBody = (body: unknown, answers: Answers): unknown => {
  if (typeof body === 'string') return resolveText(body, answers);
  if (Array.isArray(body)) return body.map((part) => resolveBody(part, answers));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, part]) => [name, resolveBody(part, answers)]),
  );
};
