import type { SaveResult } from '../types.ts';
import { rule } from '../../rules/rule.ts';

const rollsBack = rule('save.all-or-none');

/** Carries the results out of a transaction that is to be rolled back. */
class AllOrNone extends Error {
  readonly results: readonly SaveResult[];

  constructor(results: readonly SaveResult[]) {
    super('rolled back');
    this.results = results;
  }
}

const rolledBack: SaveResult['errors'] = [
  {
    statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    message:
      'Record rolled back because not all records were valid and the request was using AllOrNone header',
    fields: [],
  },
];

function undone(result: SaveResult): SaveResult {
  return result.success ? { id: null, success: false, created: false, errors: rolledBack } : result;
}

/** Saves in a transaction that is taken back when a record fails; the others then say so. */
export function allOrNone(
  transaction: (work: () => SaveResult[]) => SaveResult[],
  work: () => SaveResult[],
): SaveResult[] {
  try {
    return transaction(() => {
      const results = work();
      if (rollsBack && results.some(({ success }) => !success)) throw new AllOrNone(results);
      return results;
    });
  } catch (error) {
    if (error instanceof AllOrNone) return error.results.map(undone);
    throw error;
  }
}
