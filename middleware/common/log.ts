import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { currentCorrelation } from './correlation.ts';
import { hideAll, hideAllIn } from './redact.ts';

export type { Logger } from 'pino';

type Fields = Record<string, unknown>;

/** An error under `err` has a serializer of its own. */
function withoutSecrets({ err, ...fields }: Fields): Fields {
  return { ...(err === undefined ? {} : { err }), ...(hideAllIn(fields) as Fields) };
}

const options: LoggerOptions = {
  base: null,
  mixin: () => {
    const correlation = currentCorrelation();
    return correlation === undefined ? {} : { correlation };
  },
  formatters: { log: withoutSecrets },
  serializers: { err: (error: Error) => hideAllIn(pino.stdSerializers.err(error)) },
  hooks: {
    logMethod(args, method) {
      const given = args as unknown[];
      const safe = given.map((one) => (typeof one === 'string' ? hideAll(one) : one));
      method.apply(this, safe as Parameters<typeof method>);
    },
    // What came past the others: the text of a bare error, and what a child logger was bound to.
    streamWrite: hideAll,
  },
};

/** JSON lines. Logs name records by store and external id, never by person; common/redact.ts says what is hidden. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return destination ? pino({ ...options, level }, destination) : pino({ ...options, level });
}
