import { Failure, messageOf } from '../common/errors.ts';

const lostConnections = new Set(
  ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'].concat(
    // A name that is not known yet, as where a container is about to come up.
    ['ENOTFOUND', 'EAI_AGAIN'],
  ),
);
/**
 * Connections that failed, no room for another one, and a server that goes down or comes up.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passingStates = /^(08...|53...|57P0[1235])$/;
/** pg has no code for these. */
const passingMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired)/;

/** Whether a database server is not there for now, and not wrongly asked. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return lostConnections.has(code) || passingStates.test(code);
  return passingMessages.test(error.message);
}

/** Of the server: `unavailable` where it is away. `action`: what else a person does. */
export function databaseFailure(what: string, cause: unknown, action: string): Failure {
  const away = isAway(cause);
  return new Failure(`${what}: ${messageOf(cause) || codeOf(cause)}`, {
    kind: away ? 'unavailable' : 'config',
    action: away ? `It is tried again. If it lasts: ${lowerFirst(action)}` : action,
    cause,
  });
}

/** A server that is reached by several addresses fails with nothing but the code. */
function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? 'no reason given');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
