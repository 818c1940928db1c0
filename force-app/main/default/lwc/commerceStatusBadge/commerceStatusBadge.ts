import { LightningElement, api } from 'lwc';

interface Look {
  readonly icon: string;
  readonly theme: '' | 'success' | 'warning' | 'error' | 'inverse' | 'info';
}

/** Green is done, red wants somebody to act, amber waits, blue moves, grey is closed without a sale. */
const LOOKS: Readonly<Record<string, Look>> = {
  open: { icon: 'utility:clock', theme: '' },
  paid: { icon: 'utility:money', theme: 'info' },
  'partly shipped': { icon: 'utility:fulfillment_order', theme: 'info' },
  shipped: { icon: 'utility:truck', theme: 'info' },
  delivered: { icon: 'utility:success', theme: 'success' },
  'on hold': { icon: 'utility:pause', theme: 'warning' },
  'payment failed': { icon: 'utility:warning', theme: 'error' },
  cancelled: { icon: 'utility:ban', theme: 'inverse' },
  'partly refunded': { icon: 'utility:undo', theme: 'warning' },
  refunded: { icon: 'utility:undo', theme: 'inverse' },
  // Shipments: those of their own.
  'in transit': { icon: 'utility:truck', theme: 'info' },
  'out for delivery': { icon: 'utility:truck', theme: 'info' },
  exception: { icon: 'utility:warning', theme: 'error' },
  returned: { icon: 'utility:reply', theme: 'inverse' },
  // Carts: worked out at the moment of looking.
  'in the cart now': { icon: 'utility:cart', theme: 'info' },
  abandoned: { icon: 'utility:clock', theme: 'warning' },
  recovered: { icon: 'utility:success', theme: 'success' },
  lost: { icon: 'utility:close', theme: 'inverse' },
};

/** A status an admin has added later still shows, as a plain word. */
const UNKNOWN: Look = { icon: 'utility:info', theme: '' };

/** A status as a word and a colour and an icon. */
export default class CommerceStatusBadge extends LightningElement {
  /** The picklist's value, which decides colour and icon. */
  @api status: string | null = null;
  /** The picklist's label in the user's language. */
  @api label: string | null = null;

  get look(): Look {
    return LOOKS[this.status ?? ''] ?? UNKNOWN;
  }

  get icon(): string {
    return this.look.icon;
  }

  get className(): string {
    const { theme } = this.look;
    return `badge slds-truncate${theme === '' ? '' : ` badge_${theme}`}`;
  }

  get word(): string {
    return this.label ?? this.status ?? '';
  }
}
