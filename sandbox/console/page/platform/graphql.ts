import { OrgError, request } from './org';

/**
 * Stands in for lightning/graphql: same config, same results, no cache.
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-graphql-wire.html
 */
interface Document {
  readonly kind: 'document';
  readonly text: string;
}

interface Config {
  readonly query?: Document;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

interface Result {
  readonly data: unknown;
  readonly errors: readonly { message: string }[] | undefined;
  readonly refresh: () => Promise<void>;
}

export function gql(strings: TemplateStringsArray, ...values: unknown[]): Document {
  return Object.freeze({ kind: 'document', text: String.raw({ raw: strings }, ...values) });
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { message: string }[];
}

async function ask({ query, variables, operationName }: Config): Promise<Answer> {
  try {
    return await request<Answer>('/graphql', {
      method: 'POST',
      body: JSON.stringify({ query: query?.text, variables: variables ?? {}, operationName }),
    });
  } catch (error) {
    if (error instanceof OrgError && error.errors.length > 0) return { errors: error.errors };
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}

export class graphql {
  private readonly callback: (result: Result) => void;
  private config: Config | undefined;
  private key = '';
  private connected = false;
  /** Counts questions, so that an answer that comes late is not taken for the last one's. */
  private turn = 0;

  constructor(callback: (result: Result) => void) {
    this.callback = callback;
    this.give({});
  }

  connect(): void {
    this.connected = true;
    if (this.config) void this.run();
  }

  disconnect(): void {
    this.connected = false;
    this.turn += 1;
  }

  update(config: Config): void {
    // The platform asks nothing until every value of the configuration is there.
    if (!config.query || ('variables' in config && config.variables === undefined)) return;
    const key = JSON.stringify([config.query.text, config.variables, config.operationName]);
    if (key === this.key) return;
    this.key = key;
    this.config = config;
    if (this.connected) void this.run();
  }

  private async run(): Promise<void> {
    this.turn += 1;
    const { turn, config } = this;
    if (!config) return;
    const answer = await ask(config);
    if (turn === this.turn && this.connected) this.give(answer);
  }

  private give({ data, errors }: Answer): void {
    this.callback({
      data: data ?? undefined,
      errors: errors?.length ? errors : undefined,
      refresh: () => this.run(),
    });
  }
}
