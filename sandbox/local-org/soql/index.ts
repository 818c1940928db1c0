import { createRequire } from 'node:module';
import type * as Parser from '@jetstreamapp/soql-parser-js';
import { ApiError, type Schema, type Session } from '../engine/types.ts';
import type { SoqlQuery } from '../http/deps.ts';
import { planSoql } from './plan.ts';

/** A SOQL statement holds 100,000 characters at most. */
const longest = 100_000;

let loaded: typeof Parser | undefined;

/** Loaded with the first query: the parser takes a third of the time that an org needs to start. */
const parser = (): typeof Parser =>
  (loaded ??= createRequire(import.meta.url)('@jetstreamapp/soql-parser-js') as typeof Parser);

/** All of them said: for one left out the library builds its grammar anew with each query, which takes 70 ms. */
const options = { allowApexBindVariables: false, ignoreParseErrors: false };

const parse = (text: string): Parser.Query => {
  try {
    return parser().parseQuery(text, options);
  } catch (error) {
    const [first = 'unexpected end of query'] = (error as Error).message.split('\n');
    throw new ApiError(400, 'MALFORMED_QUERY', `unexpected token: ${first}`);
  }
};

/**
 * Reads a SOQL query as `session`'s user may ask it.
 * @throws ApiError 400 MALFORMED_QUERY, INVALID_TYPE or INVALID_FIELD; QUERY_TOO_COMPLICATED when too long.
 */
export const readSoql = (
  text: string,
  context: { schema: Schema; session: Session; now: Date },
): SoqlQuery => {
  if (text.length > longest) {
    throw new ApiError(
      400,
      'MALFORMED_QUERY',
      'SOQL statements cannot be longer than 100000 characters.',
    );
  }
  return planSoql(context, parse(text));
};
