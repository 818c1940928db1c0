import fc from 'fast-check';
import { token } from '../../middleware/http/fixtures/app.ts';
import { answersWell, serve } from './server.ts';
import type { Target } from './target.ts';

const pages = [
  '/admin/sync',
  '/admin/status',
  '/admin/rejected',
  '/admin/rejected/retry',
  '/admin',
];
const visible = fc.stringMatching(/^[\x21-\x7e]{0,80}$/);
const request = fc.record({
  path: fc.oneof(
    fc.constantFrom(
      ...pages,
      '/metrics',
      '/status',
      '/healthz',
      '/%',
      '/admin/%2e%2e/x',
      '//admin',
    ),
    fc.webPath().map((path) => (path.startsWith('/') ? path : `/${path}`)),
  ),
  method: fc.constantFrom('POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
  given: fc.oneof(
    fc.constantFrom(token, `${token} x`, token.slice(1), token.toUpperCase(), '', `${token}\t`),
    visible,
  ),
  body: fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      '{"store":1}',
      '{"limit":-1}',
      '{"keys":[1]}',
      '{"__proto__":1}',
      '{"store"',
    ),
  ),
  type: fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-7', 'x'),
});

/** Orders: none is given without the very token, nor by a body that says something else. */
export async function admin(): Promise<Target> {
  const { ask, orders, close } = await serve({});
  const property = fc.asyncProperty(request, async ({ path, method, given, body, type }) => {
    orders.length = 0;
    const headers = { authorization: `Bearer ${given}`, 'content-type': type };
    const hasBody = method !== 'GET';
    const answer = await ask(path, { method, headers, ...(hasBody ? { body } : {}) });
    // A header's value has no white space around it.
    const isAllowed = given.trim() === token && method === 'POST';
    const isOrder = orders.length > 0 || (path.startsWith('/admin') && answer.status < 300);
    return answersWell(answer) && (!isOrder || isAllowed);
  });
  return { name: 'admin', property: property as Target['property'], close };
}
