import type { Cart } from './cart.ts';
import type { Customer } from './customer.ts';
import type { Order } from './order.ts';
import type { Product } from './product.ts';

export type { Address } from './address.ts';
export type { Cart } from './cart.ts';
export type { Customer } from './customer.ts';
export type { CustomerValue, MonthValue, OrderFact } from './customer-value.ts';
export type { CountedModel, Head, Heads, OrderHead, PartHead, RefundHead } from './head.ts';
export type { Line } from './line.ts';
export { noLink, type Link } from './link.ts';
export type { Money } from './money.ts';
export { orderStatuses, type Order, type OrderStatus } from './order.ts';
export type { Product, ProductVariant } from './product.ts';
export type { Ref } from './ref.ts';
export type { Refund, RefundLine } from './refund.ts';
export {
  shipmentStatuses,
  type Shipment,
  type ShipmentLine,
  type ShipmentStatus,
} from './shipment.ts';

/** Every kind of record a source can be asked for, by its name in settings, checkpoints and on screen. */
export interface Model {
  product: Product;
  customer: Customer;
  order: Order;
  cart: Cart;
}
export type ModelName = keyof Model;
