import { api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import CART_ABANDONED from '@salesforce/label/c.Orderlens_Cart_Abandoned';
import CART_AS from '@salesforce/label/c.Orderlens_Cart_As';
import CART_LOST from '@salesforce/label/c.Orderlens_Cart_Lost';
import CART_NOW from '@salesforce/label/c.Orderlens_Cart_Now';
import CART_NUMBER from '@salesforce/label/c.Orderlens_Cart_Number';
import CART_RECOVERED from '@salesforce/label/c.Orderlens_Cart_Recovered';
import CART_STARTED from '@salesforce/label/c.Orderlens_Cart_Started';
import COPY_RECOVERY from '@salesforce/label/c.Orderlens_Copy_Recovery';
import CUSTOMER from '@salesforce/label/c.Orderlens_Customer';
import EMAIL from '@salesforce/label/c.Orderlens_Email';
import FOLLOW_UP from '@salesforce/label/c.Orderlens_Follow_Up';
import ITEM from '@salesforce/label/c.Orderlens_Item';
import ITEMS from '@salesforce/label/c.Orderlens_Items';
import NEW_TAB from '@salesforce/label/c.Orderlens_New_Tab';
import OPEN_CART from '@salesforce/label/c.Orderlens_Open_Cart';
import { cartState } from 'c/commerceCartData';
import type { CartRow, CartState } from 'c/commerceCartData';
import { fill, moment, money, number, whenever } from 'c/commerceFormat';
import { CommerceRow } from 'c/commerceRow';
import { followUpTask } from './followUp';

const WORDS: Readonly<Record<CartState, string>> = {
  'in the cart now': CART_NOW,
  abandoned: CART_ABANDONED,
  recovered: CART_RECOVERED,
  lost: CART_LOST,
};

interface Fact {
  readonly name: string;
  readonly value: string;
  /** The hover's. */
  readonly exact: string | null;
}

/** One cart. */
export default class CommerceCartRow extends NavigationMixin(CommerceRow) {
  @api cart!: CartRow;
  /** The record that the panel stands on, and its object. */
  @api pageRecordId: string | null = null;
  @api pageObject: string | null = null;

  label = { COPY_RECOVERY, FOLLOW_UP, NEW_TAB, OPEN_CART };

  get state(): CartState | null {
    return cartState(this.cart, this.now);
  }

  get stateWord(): string | null {
    return this.state && WORDS[this.state];
  }

  get orderText(): string | null {
    const { orderId, orderNumber } = this.cart;
    return orderId === null || orderNumber === null ? null : fill(CART_AS, orderNumber);
  }

  get total(): string | null {
    const { total, currency } = this.cart;
    return total === null ? null : money(total, currency, this.currencyNamed);
  }

  get items(): string | null {
    const { itemCount } = this.cart;
    return itemCount === null ? null : fill(itemCount === 1 ? ITEM : ITEMS, number(itemCount));
  }

  /** When it was bought, or last touched. */
  override get moment(): string | null {
    return this.cart.completedAt ?? this.cart.lastActivityAt;
  }

  /** A bought cart needs nothing more; a lost one offers it to who looks closer. */
  private get offersActions(): boolean {
    if (this.state === 'recovered') return false;
    return this.expanded || this.state === 'in the cart now' || this.state === 'abandoned';
  }

  get recoveryUrl(): string | null {
    return this.offersActions ? this.cart.recoveryUrl : null;
  }

  /** Nobody follows up on who is still shopping. */
  get canFollowUp(): boolean {
    return this.offersActions && this.state !== 'in the cart now';
  }

  get hasActions(): boolean {
    return this.recoveryUrl !== null || this.canFollowUp;
  }

  get facts(): readonly Fact[] {
    const { number: cartNumber, customer, email, startedAt } = this.cart;
    const fact = (name: string, value: string | null, exact: string | null = null) =>
      value === null ? [] : [{ name, value, exact }];
    return [
      ...fact(CUSTOMER, customer),
      ...fact(EMAIL, email),
      ...fact(
        CART_STARTED,
        startedAt && whenever(startedAt, this.now),
        startedAt && moment(startedAt),
      ),
      ...fact(CART_NUMBER, cartNumber),
    ];
  }

  /** Opens the platform's own page for a new task, filled in; saving it is the agent's. */
  followUp(): void {
    const page = followUpTask(this.cart, this.pageRecordId, this.pageObject);
    this[NavigationMixin.Navigate](page);
  }
}
