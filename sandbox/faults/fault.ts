export type Effect =
  /** The server behind never hears of it. `body` that is no text becomes JSON. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      /** Answers while the client is still sending, after this many bytes. */
      readonly afterRequestBytes?: number;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** The connection is reset when this much of the request's body has gone through. */
  | { readonly kind: 'reset-request'; readonly afterBytes: number }
  /** The connection is reset when this much of the answer's body has gone through. */
  | { readonly kind: 'reset-response'; readonly afterBytes: number }
  /** The answer ends as if it were whole. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** The server does its work; the client never learns of it. */
  | { readonly kind: 'lose-answer' }
  | { readonly kind: 'rewrite'; readonly body: (text: string) => string };

export interface Fault {
  readonly method?: string;
  /** Tested against path and query. */
  readonly path?: RegExp;
  /** Begins with the n-th request that matches; 1 is the next. Default 1. */
  readonly nth?: number;
  /** So many requests one after the other; Infinity for all. Default 1. */
  readonly times?: number;
  readonly effect: Effect;
}

export interface PlannedFault {
  /** How often it has been applied. */
  readonly hits: number;
}
