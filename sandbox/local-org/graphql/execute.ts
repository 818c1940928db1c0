import {
  GraphQLError,
  execute,
  getOperationAST,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { ApiError, type Org, type Session } from '../engine/types.ts';
import type { RequestContext } from './context.ts';
import { visibleSchema, type VisibleSchema } from './model.ts';
import { withoutAbsent } from './optional.ts';
import { validationRules } from './rules.ts';
import { buildSchema } from './schema.ts';

export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** As Salesforce answers: `errors` is there, empty, when all went well. */
export interface GraphQLAnswer {
  readonly data: unknown;
  readonly errors: readonly unknown[];
}

export type GraphQLExecutor = (request: GraphQLRequest, session: Session) => Promise<GraphQLAnswer>;

/** Remembers the schema of each set of rights that has asked. */
export function createExecutor(org: Org, now: () => Date): GraphQLExecutor {
  const schemas = new Map<string, Built>();
  let { objects } = org.schema;
  return (request, session) => {
    // A deployment puts new objects into the schema.
    if (objects !== org.schema.objects) schemas.clear();
    ({ objects } = org.schema);
    const visible = visibleSchema(org.schema, session);
    const built = schemas.get(visible.fingerprint) ?? new Built(visible);
    schemas.set(visible.fingerprint, built);
    const rawVariables = request.variables ?? {};
    return run(request, built, { org, session, now, schema: built.visible, rawVariables });
  };
}

const mostDocuments = 100;

/** A schema, and the documents already checked against it. */
class Built {
  readonly visible: VisibleSchema;
  readonly schema: GraphQLSchema;
  private readonly documents = new Map<string, Checked>();

  constructor(visible: VisibleSchema) {
    this.visible = visible;
    this.schema = buildSchema(visible);
  }

  document(query: string): Checked {
    const known = this.documents.get(query);
    if (known) return known;
    const checked = check(query, this.schema);
    if (this.documents.size >= mostDocuments) this.documents.clear();
    this.documents.set(query, checked);
    return checked;
  }
}

type Checked = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

function check(query: string, schema: GraphQLSchema): Checked {
  try {
    const asked = parse(query);
    const document = withoutAbsent(asked, schema);
    const errors = validate(schema, document, validationRules(document === asked));
    return errors.length ? { errors: errors.map(inTheirWords) } : { document };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return {
      errors: [reworded(error, `Invalid Syntax : ${error.message.replace('Syntax Error: ', '')}`)],
    };
  }
}

function inTheirWords(error: GraphQLError): GraphQLError {
  const { message } = error;
  return reworded(
    error,
    message.startsWith('Validation error') ? message : `Validation error : ${message}`,
  );
}

function reworded(error: GraphQLError, message: string): GraphQLError {
  const extensions = { ErrorType: 'ValidationError', classification: 'ValidationError' };
  return new GraphQLError(message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions,
  });
}

async function run(
  request: GraphQLRequest,
  built: Built,
  context: RequestContext,
): Promise<GraphQLAnswer> {
  const checked = built.document(request.query);
  if ('errors' in checked) return { data: null, errors: checked.errors };
  if (getOperationAST(checked.document, request.operationName)?.operation !== 'query')
    return {
      data: null,
      errors: [new GraphQLError('Validation error : only queries are covered by this org')],
    };
  const { data, errors } = await execute({
    schema: built.schema,
    document: checked.document,
    variableValues: context.rawVariables,
    operationName: request.operationName,
    contextValue: context,
  });
  return { data: data ?? null, errors: (errors ?? []).map(printError) };
}

/** What the engine refuses keeps its code. */
function printError(error: GraphQLError): unknown {
  const cause = error.originalError;
  const extensions =
    cause instanceof ApiError
      ? { ErrorType: 'DataFetchingException', errorCode: cause.errorCode }
      : { ErrorType: 'ExecutionError' };
  return { ...error.toJSON(), extensions };
}
