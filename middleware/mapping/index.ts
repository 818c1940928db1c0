import { hash } from 'node:crypto';
import type { CustomerValue, Model, ModelName } from '../model/index.ts';
import type { Aggregate, ExternalIdFields, Row } from '../salesforce/record.ts';
import { account } from './account.ts';
import { contact } from './contact.ts';
import { customerValue } from './customer-value.ts';
import { customer } from './customer.ts';
import { externalId } from './external-id.ts';
import type { MappableName, Mapped, MappingSettings } from './mapping.ts';
import { orderLine } from './order-line.ts';
import { order } from './order.ts';
import { refund, refundLine } from './refund.ts';
import { shipment, shipmentLine } from './shipment.ts';
import { storeFields, storeObject } from './store.ts';

export type { MappingSettings } from './mapping.ts';
export { childKeys, unite, vanished, type ChildKeys } from './children.ts';
export { externalId, storeKey } from './external-id.ts';
export { orderFact } from './order-fact.ts';
export * from './store.ts';

/** Which tables make an aggregate, parents first over all of them. A model without tables is not written. */
const tables: { readonly [Name in MappableName]?: readonly Mapped<Name>[] } = {
  customer: [account, contact, customer],
  order: [order, orderLine, shipment, shipmentLine, refund, refundLine],
  value: [customerValue],
};

/** The models that are written, in the order in which they have to be. */
export const mappedModels = ['customer', 'order'] as const satisfies readonly ModelName[];
export type MappedModel = (typeof mappedModels)[number];

/** For the writer: each object's key, parents before children. */
export const externalIdFields: ExternalIdFields = Object.fromEntries(
  Object.values(tables).flatMap((mapped) => mapped.map(({ object, key }) => [object, key])),
);

/** For `doctor`: every field the middleware writes, by object. */
export const writtenFields: Readonly<Record<string, readonly string[]>> = {
  [storeObject]: storeFields,
  ...Object.fromEntries(
    Object.values(tables).flatMap((mapped) => mapped.map((one) => [one.object, one.fieldNames])),
  ),
};

interface Table<Item> {
  toRows(record: Item, settings: MappingSettings): Row[];
}

/** Throws Failure `bad-data` for a record that makes no valid key. */
export function toAggregate<Name extends MappedModel>(
  model: Name,
  record: Model[Name],
  readAt: string,
  settings: MappingSettings,
): Aggregate {
  // TypeScript cannot follow that the table found by a name takes that name's model.
  const mapped = tables[model] as unknown as readonly Table<Model[Name]>[];
  return {
    key: aggregateKey(model, record),
    version: { sourceTime: record.updatedAt, readAt },
    rows: mapped.flatMap((table) => table.toRows(record, settings)),
  };
}

/** `at`: when it was worked out, UTC ISO-8601. */
export function toValueAggregate(
  value: CustomerValue,
  at: string,
  settings: MappingSettings,
): Aggregate {
  const rows = customerValue.toRows(value, settings);
  const version = { sourceTime: at, readAt: at };
  return { key: `value/${rows[0]!.externalId}`, version, rows };
}

/** Two models of one store may use the same ids. */
export function aggregateKey<Name extends MappedModel>(model: Name, record: Model[Name]): string {
  return `${model}/${externalId(record.ref)}`;
}

/** Changes when a table or a setting that shapes the rows does. */
export function fingerprint(model: MappedModel, settings: MappingSettings): string {
  const sources = tables[model]!.map(({ source }) => source);
  return hash('sha256', JSON.stringify([sources, settings])).slice(0, 16);
}
