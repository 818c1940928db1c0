export { CARTS, cartRows } from './carts';
export type { CartNode, CartRow } from './carts';
export { FIRST_CART_LINES, NEXT_CART_LINES } from './cartLines';
export { cartState } from './state';
export type { CartState } from './state';
