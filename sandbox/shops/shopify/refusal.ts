import { GraphQLError } from 'graphql';

/** What real Shopify may know and this sandbox does not: always an error, never a guess and never null. */
export function notModelled(what: string): GraphQLError {
  return new GraphQLError(`sandbox: ${what} is not modelled`, {
    extensions: { code: 'SANDBOX_NOT_MODELLED' },
  });
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** As Shopify answers without the scope: https://shopify.dev/docs/api/usage/access-scopes */
export function accessDenied(field: string, scope: string): GraphQLError {
  const required = `\`${scope}\` access scope.`;
  return new GraphQLError(`Access denied for ${field} field. Required access: ${required}`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess: required,
    },
  });
}
