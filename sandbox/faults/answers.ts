import type { Effect } from './fault.ts';

type Answer = Extract<Effect, { kind: 'answer' }>;

const answer = (
  status: number,
  errorCode: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ kind: 'answer', status, headers, body: [{ errorCode, message }] });

/** Refusals as Salesforce words them; for the proxy and for local-org alike. `retryAfter` in seconds. */
export const answers = {
  tooManyRequests: (retryAfter: number): Answer =>
    answer(429, 'TOO_MANY_REQUESTS', 'Too many requests', { 'retry-after': String(retryAfter) }),
  unavailable: (retryAfter?: number): Answer =>
    answer(
      503,
      'SERVER_UNAVAILABLE',
      'We are down for maintenance. Sorry for the inconvenience.',
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    ),
  serverError: (): Answer =>
    answer(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please include this ErrorId'),
  expiredSession: (): Answer => answer(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
  requestLimit: (): Answer =>
    answer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
} as const;
