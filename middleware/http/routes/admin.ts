import { json, Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { noSuchPage, only, onlyWith } from '../access.ts';
import type { AppDeps } from '../deps.ts';
import { limitRefused, limitTo, usualLimits } from '../limits.ts';

const longestBody = '1mb';

const storeKey = z.string().max(100).optional();
const whichStore = z.strictObject({ store: storeKey });
const whichRejected = z.strictObject({
  store: storeKey,
  keys: z.array(z.string().max(1000)).max(10_000).optional(),
});
const whichRecord = z.strictObject({ record: z.string().min(1).max(300) });
const someRejected = z.strictObject({
  store: storeKey,
  limit: z.int().min(1).max(100_000).optional(),
});

const whichIgnored = z.strictObject({
  ...{ store: storeKey, ignore: z.boolean() },
  keys: z.array(z.string().max(1000)).min(1).max(10_000),
});

const day = z.iso.date().optional();
const whatToVerify = z.strictObject({
  ...{ store: storeKey, since: day, until: day, repair: z.enum(['nothing', 'gone', 'all']) },
});
const whichCheck = z.strictObject({ id: z.string().max(100) });

type Deps = Pick<AppDeps, 'admin' | 'status' | 'checks' | 'access' | 'limits'>;

/** What the command line asks of a running service. Every request needs a token. */
export function adminRoutes({ admin, status, checks, access, limits = usualLimits }: Deps): Router {
  const tokens = [admin.token, access?.adminToken ?? []].flat();
  const router = Router();
  router.use(
    '/admin',
    limitTo(limits.admin),
    limitRefused(limits.refusedAdmin),
    onlyWith(tokens),
    // Whatever it calls itself: what is not JSON must not pass for an empty order.
    json({ limit: longestBody, type: () => true }),
  );
  const order = (path: string, work: (body: unknown) => unknown, code = 200) =>
    router
      .route(path)
      .post(async (request: Request, response: Response) => {
        response.status(code).json(await work(request.body ?? {}));
      })
      .all(only('POST'));
  order('/admin/sync', (body) => ({ stores: admin.sync(whichStore.parse(body).store) }), 202);
  order('/admin/status', () => status());
  order('/admin/rejected', (body) => {
    const { store, limit } = someRejected.parse(body);
    return admin.rejected(store, limit);
  });
  const retry = (body: unknown) => {
    const { store, keys } = whichRejected.parse(body);
    return admin.retry(store, keys);
  };
  order('/admin/rejected/retry', retry, 202);
  order('/admin/trace', (body) => admin.trace(whichRecord.parse(body).record));
  order('/admin/rejected/ignore', async (body) => {
    const { store, keys, ignore } = whichIgnored.parse(body);
    return { count: await admin.ignore(keys, ignore, store) };
  });
  order('/admin/rotate-key', () => admin.reseal());
  const verify = async (body: unknown) => ({ id: await checks.start(whatToVerify.parse(body)) });
  order('/admin/verify', verify, 202);
  const state = async (body: unknown) => (await checks.state(whichCheck.parse(body).id)) ?? null;
  order('/admin/verify/state', state);
  router.use('/admin', noSuchPage, badRequest);
  return router;
}

/** Says where, not what: a value could be anything. */
function badRequest(error: unknown, _request: Request, response: Response, next: NextFunction) {
  if (!(error instanceof z.ZodError)) next(error);
  else {
    const said = error.issues.map(({ path, message }) =>
      [path.map(String).join('.'), message].filter(Boolean).join(': '),
    );
    response.status(400).json({ error: said.join('; ').slice(0, 1000) });
  }
}
