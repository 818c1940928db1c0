import { Router, type RequestHandler } from 'express';
import { printErrors } from '../http/errors.ts';

const answered =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) => {
    try {
      handler(request, response, next);
    } catch (error) {
      printErrors(error, request, response, next);
    }
  };

/**
 * A router of which every handler has answered when it returns, errors too. Express would hand some errors on in a
 * later turn, when the transaction of a composite request is over.
 */
export const restRouter = (): Router => {
  const router = Router();
  for (const method of ['get', 'post', 'patch', 'delete'] as const) {
    const add = router[method].bind(router) as (path: string, handler: RequestHandler) => Router;
    const wrapped = (path: string, handler: RequestHandler) => add(path, answered(handler));
    Object.assign(router, { [method]: wrapped });
  }
  return router;
};
