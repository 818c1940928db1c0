import { FlowFault, type Flows } from '../flows/flows.ts';
import { toKey } from '../ids.ts';
import type { LocalSession } from '../access/session.ts';
import type { SaveRequest, SaveResult } from '../types.ts';
import { allOrNone } from './all-or-none.ts';
import { type Chunk, chunkSize } from './duplicates.ts';
import { RowErrors } from './row-errors.ts';
import { compile, type SaveContext as RowContext } from './row-saver.ts';

export interface SaveContext extends RowContext {
  readonly flows: Flows;
}

/** What starts when records are saved runs in their transaction, for Bulk as for one record. */
function startFlows(
  context: SaveContext,
  session: LocalSession,
  request: SaveRequest,
  results: readonly SaveResult[],
): void {
  const object = context.schema.object(request.object);
  if (object === undefined || !context.flows.startOn(object)) return;
  const keys = results.flatMap(({ created, id }) =>
    created && id !== null ? [toKey(id) ?? 0] : [],
  );
  context.flows.saved(object, keys, session.userKey, context.now());
}

/** A flow that fails takes the whole request with it. */
function faulted(request: SaveRequest, { message }: FlowFault): SaveResult[] {
  const errors = [{ statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER', message, fields: [] }];
  const { length } = request.rows;
  return Array.from({ length }, () => ({ id: null, success: false, created: false, errors }));
}

/** Judges row by row; all in one transaction. */
export function save(
  context: SaveContext,
  session: LocalSession,
  request: SaveRequest,
): SaveResult[] {
  const { allOrNone: together, operation } = request;
  const removes = operation === 'delete' || operation === 'hardDelete';
  let kept = false;
  try {
    const results = saveRows(context, session, request);
    kept = !removes && (together !== true || results.every(({ success }) => success));
    return results;
  } finally {
    // Records went, or were rolled back after they had taken their room.
    if (!kept || context.rules.features.addsRecords(request.object)) context.storage.forget();
  }
}

function saveInChunks(
  context: SaveContext,
  session: LocalSession,
  { rows, ...request }: SaveRequest,
): SaveResult[] {
  const saver = compile(context, session, { ...request, rows });
  const errors = new RowErrors();
  const results: SaveResult[] = [];
  for (let start = 0; start < rows.length; start += chunkSize) {
    const size = Math.min(chunkSize, rows.length - start);
    const chunk: Chunk = Array.from(
      { length: size },
      (_none, place) => rows.at(start + place) ?? [],
    );
    for (let place = 0; place < size; place++) results.push(saver.save(chunk, place, errors));
    saver.flush();
  }
  return results;
}

function saveRows(context: SaveContext, session: LocalSession, request: SaveRequest): SaveResult[] {
  const transaction = (work: () => SaveResult[]) => context.database.transaction(work);
  const work = () => {
    context.flows.begin();
    const results = saveInChunks(context, session, request);
    startFlows(context, session, request, results);
    return results;
  };
  try {
    return request.allOrNone === true ? allOrNone(transaction, work) : transaction(work);
  } catch (error) {
    if (!(error instanceof FlowFault)) throw error;
    context.storage.forget();
    return faulted(request, error);
  }
}
