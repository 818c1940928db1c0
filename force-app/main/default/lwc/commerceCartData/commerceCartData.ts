export { CARTS, cartRows } from './carts';
export type { CartNode, CartRow } from './carts';
export { CART_LINES } from './cartLines';
export { cartState } from './state';
export type { CartState } from './state';
