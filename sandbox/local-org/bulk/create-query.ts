import {
  ApiError,
  type Expression,
  type ObjectType,
  type Schema,
  type Session,
} from '../engine/types.ts';
import type { ApiDeps, SoqlQuery } from '../http/deps.ts';
import { csvLayout, oneOf, readBody, text } from './create-ingest.ts';
import type { CsvLayout, QueryOperation } from './job.ts';
import { rule } from '../rules/rule.ts';

const noAggregates = rule('bulk.query-aggregates');
const noOffset = rule('bulk.query-offset');
const noCompound = rule('bulk.query-compound');

export interface QueryRequest extends CsvLayout {
  readonly object: string;
  readonly operation: QueryOperation;
  readonly query: string;
}

/** Throws ApiError for a query that Salesforce refuses to run in bulk. */
export function queryRequest(body: unknown, deps: ApiDeps, session: Session): QueryRequest {
  const given = readBody(body);
  const operation = oneOf(given, 'operation', ['query', 'queryAll']);
  const query = text(given, 'query');
  if (!query) throw new ApiError(400, 'INVALIDJOB', 'InvalidJob : Must specify query');
  const plan = deps.soql(query, session);
  refuseUnsupported(plan, deps.org.schema);
  return {
    object: plan.object,
    operation,
    query,
    ...csvLayout(given),
  };
}

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/query-create-job.html */
function refuseUnsupported(plan: SoqlQuery, schema: Schema): void {
  const aggregates = plan.groupBy?.length || plan.columns.some(isAggregate);
  if (noAggregates && (plan.children?.length || aggregates || plan.having))
    throw new ApiError(400, 'API_ERROR', 'Aggregate Relationships not supported in Bulk Query');
  if (plan.offset && noOffset)
    throw new ApiError(400, 'API_ERROR', 'OFFSET not supported in Bulk Query');
  const object = schema.object(plan.object);
  const compound = plan.columns.some((column) => object && isAddress(column, object));
  if (compound && noCompound)
    throw new ApiError(400, 'API_ERROR', 'Selecting compound data not supported in Bulk Query');
}

/** `BillingAddress`, of which the schema has only the parts. */
function isAddress({ path = [] }: Expression, object: ObjectType): boolean {
  const [, part] = /^(\w*)Address$/i.exec(path.length === 1 ? (path[0] ?? '') : '') ?? [];
  return part !== undefined && object.field(`${part}Street`) !== undefined;
}

function isAggregate(expression: Expression): boolean {
  return expression.kind !== 'field';
}
