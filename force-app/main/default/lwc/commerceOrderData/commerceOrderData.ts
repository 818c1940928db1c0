export { FIRST_ORDERS, NEXT_ORDERS, orderRows } from './orders';
export type { OrderNode, OrderRow } from './orders';
export { FIRST_LINES, NEXT_LINES, lineRows } from './lines';
export type { LineNode, LineRow } from './lines';
export { STORES, storeRows } from './stores';
export type { Store, StoreNode } from './stores';
export { isNoAccess, messages } from './read';
export type { Answer, Connection, Value } from './read';
