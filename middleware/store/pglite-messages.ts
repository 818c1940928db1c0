/** What goes between a thread that asks and the one that has the embedded database. */
export interface Question {
  readonly id: number;
  readonly ask: 'query' | 'exec' | 'close';
  readonly text: string;
  readonly parameters: unknown[];
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: DatabaseFault;
}

/** PostgreSQL's own fields (`code`, `detail`, `constraint` …) along with the message. */
export interface DatabaseFault {
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface Results {
  readonly rows: Record<string, unknown>[];
  readonly affectedRows?: number;
  readonly fields: { name: string; dataTypeID: number }[];
}

/** The thread begins with this, or with the fault that keeps it from opening. */
export type Ready = { readonly ready: true } | { readonly failed: DatabaseFault };

export function faultOf(error: unknown): DatabaseFault {
  if (!(error instanceof Error)) return { message: String(error), fields: {} };
  const fields = Object.entries(error).filter(
    (field): field is [string, string | number] =>
      typeof field[1] === 'string' || typeof field[1] === 'number',
  );
  return { message: error.message, fields: Object.fromEntries(fields) };
}

export function errorOf({ message, fields }: DatabaseFault): Error {
  return Object.assign(new Error(message), fields);
}
