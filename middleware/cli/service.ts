import type { z } from 'zod';
import { Failure, messageOf } from '../common/errors.ts';
import type { Config } from '../config.ts';
import { readServiceFile } from '../service-file.ts';

/** Asks the running service; null where none runs. Throws Failure where it runs and refuses. */
export async function askService<T>(
  { dataFolder }: Config,
  path: string,
  body: object,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | null> {
  const service = readServiceFile(dataFolder);
  if (!service) return null;
  let answer: Response;
  try {
    answer = await fetch(service.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isNobodyThere(error)) return null;
    throw refused(service.url, messageOf(error));
  }
  // Another program may have taken the port of a service that was killed.
  if (!answer.ok) throw refused(service.url, `status ${answer.status}`);
  return schema.parse(await answer.json());
}

function isNobodyThere(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  return code === 'ECONNREFUSED';
}

function refused(url: string, why: string): Failure {
  return new Failure(`The service at ${url} did not take the order: ${why}`, {
    kind: 'unavailable',
    action: 'Look at its log. If it does not run, delete service.json in DATA_DIR and try again.',
  });
}
