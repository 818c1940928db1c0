import { hash } from 'node:crypto';
import {
  noLink,
  type CustomerValue,
  type Link,
  type Model,
  type ModelName,
  type Order,
  type Ref,
} from '../model/index.ts';
import type { Aggregate, ExternalIdFields, Row } from '../salesforce/record.ts';
import { account } from './account.ts';
import { cartLine } from './cart-line.ts';
import { cart } from './cart.ts';
import { markedRow, vanished, type ChildKeys, type Part, type Parts } from './children.ts';
import { contact } from './contact.ts';
import { stampOf } from './correlation.ts';
import { customerValue } from './customer-value.ts';
import { customer } from './customer.ts';
import { externalId, storeKey } from './external-id.ts';
import { lineObjects, tellsLines } from './history.ts';
import type { MappableName, Mapped, MappingContext, MappingSettings } from './mapping.ts';
import { orderLine } from './order-line.ts';
import { order } from './order.ts';
import { product } from './product.ts';
import { refund, refundLine } from './refund.ts';
import { shipment, shipmentLine } from './shipment.ts';
import { storeFields, storeObject } from './store.ts';
import { syncErrorFields, syncErrorObject } from './sync-error.ts';
import { syncRunFields, syncRunObject } from './sync-run.ts';

export type { MappingSettings } from './mapping.ts';
export { childKeys, unite, vanished, type ChildKeys } from './children.ts';
export { isOutside, type HistoryWindow } from './history.ts';
export { stamped } from './correlation.ts';
export { externalId, storeKey } from './external-id.ts';
export { linkedObjects, toLinkAggregate, type LinkedRecord } from './link-rows.ts';
export { orderFact } from './order-fact.ts';
export { text } from './text.ts';
export * from './store.ts';
export type { Fault } from './fault-words.ts';
export * from './sync-error.ts';
export * from './sync-run.ts';

/** Which tables make an aggregate, parents first over all of them. A model without tables is not written. */
const tables: { readonly [Name in MappableName]?: readonly Mapped<Name>[] } = {
  product: [product],
  customer: [account, contact, customer],
  order: [order, orderLine, shipment, shipmentLine, refund, refundLine],
  cart: [cart, cartLine],
  value: [customerValue],
};

/** The models that are written, in the order in which they have to be. */
export const mappedModels = [
  'product',
  'customer',
  'order',
  'cart',
] as const satisfies readonly ModelName[];
export type MappedModel = (typeof mappedModels)[number];

/** Whether the store's settings ask for the model. */
export function isWanted(model: MappedModel, { createProducts }: MappingSettings): boolean {
  return model !== 'product' || createProducts === true;
}

/** For the writer: each object's key, parents before children. */
export const externalIdFields: ExternalIdFields = Object.fromEntries(
  Object.values(tables).flatMap((mapped) => mapped.map(({ object, key }) => [object, key])),
);

/** The objects whose records hang on others and can vanish from them. */
export const parts: Parts = Object.fromEntries(
  Object.values(tables).flatMap((mapped) =>
    mapped.filter(({ kind }) => kind === 'part').map(({ object, ...part }) => [object, part]),
  ),
);

/** For the writer of what tells of the work itself. */
export const logIdFields: ExternalIdFields = {
  [syncErrorObject]: 'External_Id__c',
  [syncRunObject]: 'External_Id__c',
};

/** For `doctor`: every field the middleware writes, by object. */
export const writtenFields: Readonly<Record<string, readonly string[]>> = {
  [storeObject]: storeFields,
  [syncErrorObject]: syncErrorFields,
  [syncRunObject]: syncRunFields,
  ...Object.fromEntries(
    Object.values(tables).flatMap((mapped) =>
      mapped.map(({ object, fieldNames }) => [object, [...fieldNames, ...stampOf(object)]]),
    ),
  ),
};

interface Table<Item> {
  toRows(record: Item, context: MappingContext): Row[];
}

/** `link`: of the record's customer. Throws Failure `bad-data` for a record that makes no valid key. */
export function toAggregate<Name extends MappedModel>(
  model: Name,
  record: Model[Name],
  readAt: string,
  settings: MappingSettings,
  link: Link,
): Aggregate {
  // TypeScript cannot follow that the table found by a name takes that name's model.
  const mapped = tables[model] as unknown as readonly Table<Model[Name]>[];
  const context = { ...settings, link };
  return {
    key: aggregateKey(model, record),
    version: { sourceTime: record.updatedAt, readAt },
    rows: mapped.flatMap((table) => table.toRows(record, context)),
  };
}

/** `at`: when it was worked out, UTC ISO-8601. */
export function toValueAggregate(
  value: CustomerValue,
  at: string,
  settings: MappingSettings,
): Aggregate {
  const rows = customerValue.toRows(value, { ...settings, link: noLink });
  const version = { sourceTime: at, readAt: at };
  return { key: `value/${rows[0]!.externalId}`, version, rows };
}

/** Two models of one store may use the same ids. */
export function aggregateKey<Name extends MappedModel>(model: Name, record: Model[Name]): string {
  return `${model}/${externalId(record.ref)}`;
}

/**
 * What remains to be said of a record that the shop no longer has: its own record is marked, or all that hung on it
 * where it has none. `children`: all that it ever had.
 */
export function toGoneAggregate(
  model: MappedModel,
  ref: Ref,
  readAt: string,
  children: ChildKeys,
): Aggregate {
  const key = externalId(ref);
  const root = rootOf(model);
  const rows = root
    ? [markedRow(root.object, key, root)]
    : vanished(children, {}, storeKey(ref.platform, ref.store), parts);
  return { key: `${model}/${key}`, version: { sourceTime: readAt, readAt }, rows };
}

/** The table of the object that stands for a model's record. */
export function rootOf(model: MappedModel): ({ readonly object: string } & Part) | undefined {
  return tables[model]?.find(({ kind }) => kind === 'root');
}

/** The objects of which the aggregate of this record says nothing, so that nothing of theirs has vanished. */
export function untold<Name extends MappedModel>(
  model: Name,
  record: Model[Name],
  settings: MappingSettings,
): readonly string[] {
  if (model !== 'order' || tellsLines(record as Order, settings)) return [];
  return lineObjects;
}

/** What of the settings shapes each model's rows: making products is no reason to read orders again. */
const shapedBy: Readonly<Record<MappedModel, readonly (keyof MappingSettings)[]>> = {
  product: ['createProducts'],
  customer: ['createContacts'],
  order: ['createContacts', 'history'],
  cart: ['createContacts'],
};

/** Changes when a table or a setting that shapes the rows does. */
export function fingerprint(model: MappedModel, settings: MappingSettings): string {
  const sources = tables[model]!.map(({ source }) => source);
  const shape = shapedBy[model].map((name) => settings[name] ?? null);
  return hash('sha256', JSON.stringify([sources, shape])).slice(0, 16);
}
