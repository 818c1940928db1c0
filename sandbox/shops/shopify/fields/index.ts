import type { GraphQLFieldResolver } from 'graphql';
import { accessDenied, notModelled } from '../refusal.ts';
import { addressFields } from './address.ts';
import { bulkFields } from './bulk-operation.ts';
import { channelFields } from './channel.ts';
import { checkoutFields } from './checkout.ts';
import { customerFields } from './customer.ts';
import type { Field, Fields, ShopContext } from './field.ts';
import { fulfillmentFields } from './fulfillment.ts';
import { moneyFields } from './money.ts';
import { orderFields } from './order.ts';
import { productFields } from './product.ts';
import { refundFields } from './refund.ts';
import { mutation, queryRoot } from './root.ts';
import { shopFields } from './shop.ts';
import { webhookFields, webhookMutations, webhookQueries } from './webhook.ts';

/** Every type and field that the sandbox models. What is not here is answered with an error. */
export const modelledTypes: Readonly<Record<string, Fields>> = {
  QueryRoot: { ...queryRoot, ...webhookQueries },
  Mutation: { ...mutation, ...webhookMutations },
  ...shopFields,
  ...orderFields,
  ...fulfillmentFields,
  ...refundFields,
  ...channelFields,
  ...checkoutFields,
  ...customerFields,
  ...productFields,
  ...addressFields,
  ...moneyFields,
  ...bulkFields,
  ...webhookFields,
};

export function fieldOf(type: string, name: string): Field | undefined {
  return modelledTypes[type]?.[name];
}

const pageFields: readonly (readonly [RegExp, readonly string[]])[] = [
  [/Connection$/, ['edges', 'nodes', 'pageInfo']],
  [/Edge$/, ['node', 'cursor']],
  [/^PageInfo$/, ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor']],
];

/** True for what every connection has: its value is in the page already. */
export function isPageField(type: string, name: string): boolean {
  return pageFields.some(([pattern, names]) => pattern.test(type) && names.includes(name));
}

export const resolveField: GraphQLFieldResolver<unknown, ShopContext> = (
  source,
  args,
  context,
  info,
) => {
  const type = info.parentType.name;
  const field = fieldOf(type, info.fieldName);
  if (!field) {
    if (isPageField(type, info.fieldName))
      return (source as Record<string, unknown>)[info.fieldName];
    throw notModelled(`${type}.${info.fieldName}`);
  }
  if (field.scope !== undefined && !context.scopes.has(field.scope)) {
    throw accessDenied(info.fieldName, field.scope);
  }
  return field.resolve(source, args, context);
};
