import type { ExternalIdFields, Row, RowFailure } from './record.ts';

/** Salesforce takes at most this many characters in one record; see datafiles_understanding_bulk2_ingest. */
const charactersPerRecord = 400_000;

/** What Salesforce could only answer with a failed job or call, which would take other records along. */
export function faultOf(
  rows: readonly Row[],
  externalIdFields: ExternalIdFields,
): RowFailure | undefined {
  const comesTwice = rows.length <= few ? twiceAmongFew : twiceAmongMany();
  for (const [index, row] of rows.entries()) {
    const fault = comesTwice(rows, index)
      ? (['DUPLICATE_IN_RECORD', 'The same record comes twice.', []] as const)
      : faultOfRow(row, externalIdFields[row.object]);
    if (fault) {
      const [code, message, fields] = fault;
      return { object: row.object, externalId: row.externalId, code, message, fields };
    }
  }
  return undefined;
}

/** Up to here comparing each with each is faster than remembering names. */
const few = 8;

function twiceAmongFew(rows: readonly Row[], index: number): boolean {
  const { object, externalId } = rows[index]!;
  for (let earlier = 0; earlier < index; earlier += 1) {
    const row = rows[earlier]!;
    if (row.externalId === externalId && row.object === object) return true;
  }
  return false;
}

/** To be asked for each row in turn. */
function twiceAmongMany(): typeof twiceAmongFew {
  const seen = new Set<string>();
  return (rows, index) => {
    const { object, externalId } = rows[index]!;
    const before = seen.size;
    seen.add(`${object}\n${externalId}`);
    return seen.size === before;
  };
}

type Fault = readonly [code: string, message: string, fields: readonly string[]];

function faultOfRow(row: Row, externalIdField: string | undefined): Fault | undefined {
  if (externalIdField === undefined) {
    return ['NO_EXTERNAL_ID_FIELD', `No external id field is set for ${row.object}.`, []];
  }
  if (row.externalId.trim() === '' || row.fields[externalIdField] !== row.externalId) {
    return [
      'EXTERNAL_ID_MISMATCH',
      'The external id is empty or not the one in its field.',
      [externalIdField],
    ];
  }
  let characters = 0;
  for (const name in row.fields) {
    const value = row.fields[name];
    if (typeof value === 'string') characters += value.length;
    else if (typeof value === 'number' && !Number.isFinite(value)) {
      return ['INVALID_NUMBER', `${value} is not a number.`, [name]];
    }
  }
  if (characters <= charactersPerRecord) return undefined;
  return [
    'RECORD_TOO_LONG',
    `${characters} characters; Salesforce takes ${charactersPerRecord}.`,
    [],
  ];
}
