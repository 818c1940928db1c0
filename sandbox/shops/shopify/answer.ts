import {
  executeSync,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { queryCost, singleQueryLimit } from './cost.ts';
import { resolveField } from './fields/index.ts';
import type { ShopContext } from './fields/field.ts';
import { findUnmodelled } from './modelled.ts';
import { badRequest } from './refusal.ts';
import { adminSchema } from './schema.ts';
import { Selections } from './selection.ts';
import type { Throttle } from './throttle.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** The whole answer to one request, always to be sent with status 200. */
export function answer(request: GraphqlRequest, context: ShopContext, throttle: Throttle): object {
  const document = documentOf(request.query);
  if (!('kind' in document)) return { errors: document };
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { errors: [badRequest('No operation to run: operationName names none.')] };
  const selections = new Selections(adminSchema(), document, request.variables ?? {});
  const requested = queryCost(selections, operation);
  if (requested > singleQueryLimit) return { errors: [tooDear(requested)] };
  if (!throttle.admits(requested)) return throttled(requested, throttle);
  const { data, errors } = run(document, request, context);
  const found = queryCost(selections, operation, data as Record<string, unknown> | null);
  const actual = Math.min(found, requested);
  throttle.charge(actual);
  const cost = {
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: throttle.status(),
  };
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors ? { errors } : {}),
    extensions: { cost },
  };
}

function run(
  document: DocumentNode,
  request: GraphqlRequest,
  context: ShopContext,
): ExecutionResult {
  return executeSync({
    schema: adminSchema(),
    document,
    contextValue: context,
    variableValues: request.variables ?? {},
    operationName: request.operationName,
    fieldResolver: resolveField,
    typeResolver: (value) => (value as { kind: string }).kind,
  });
}

const known = new Map<string, DocumentNode | readonly GraphQLError[]>();

/** Parsed, validated against Shopify's schema and found to be modelled; or why not. Clients repeat few queries. */
function documentOf(query: string): DocumentNode | readonly GraphQLError[] {
  const seen = known.get(query);
  if (seen) return seen;
  const document = check(query);
  if (known.size >= 200) known.clear();
  known.set(query, document);
  return document;
}

function check(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const invalid = validate(adminSchema(), document);
    const errors = invalid.length > 0 ? invalid : findUnmodelled(adminSchema(), document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    return [error instanceof GraphQLError ? error : badRequest(String(error))];
  }
}

const documentation = 'https://shopify.dev/api/usage/rate-limits';

function tooDear(cost: number): GraphQLError {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${singleQueryLimit}).\n\nSee ${documentation} for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/docs/api/usage/bulk-operations/queries for usage details.\n`;
  return new GraphQLError(message, {
    extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: singleQueryLimit, documentation },
  });
}

function throttled(requestedQueryCost: number, throttle: Throttle): object {
  return {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
    extensions: {
      cost: { requestedQueryCost, actualQueryCost: null, throttleStatus: throttle.status() },
    },
  };
}
