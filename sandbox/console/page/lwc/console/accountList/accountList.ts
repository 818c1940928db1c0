import { LightningElement } from 'lwc';
import { go, urlOf } from '../../../platform/navigation';
import { readAccounts } from './accounts';
import type { Account } from './accounts';

const typingPause = 250;

/** The accounts to start from: those who bought last, or those whose name is searched for. */
export default class AccountList extends LightningElement {
  accounts: readonly Account[] | null = null;
  error: string | null = null;

  private search = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts searches, so that a slow answer does not overwrite a later one. */
  private turn = 0;

  override connectedCallback(): void {
    void this.load();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  get isLoading(): boolean {
    return this.accounts === null && this.error === null;
  }

  get hasAccounts(): boolean {
    return (this.accounts?.length ?? 0) > 0;
  }

  get isEmpty(): boolean {
    return this.accounts?.length === 0;
  }

  get subtitle(): string {
    const count = this.accounts?.length ?? 0;
    const sorted = this.search === '' ? 'most orders first' : `names with “${this.search}”`;
    return this.accounts === null ? ' ' : `${count} ${count === 1 ? 'item' : 'items'} • ${sorted}`;
  }

  type(event: CustomEvent<{ value: string }>): void {
    this.search = event.detail.value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), typingPause);
  }

  open(event: Event): void {
    event.preventDefault();
    const recordId = (event.currentTarget as HTMLElement).dataset['id'];
    go(urlOf({ type: 'standard__recordPage', attributes: { recordId, objectApiName: 'Account' } }));
  }

  async load(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    try {
      const accounts = await readAccounts(this.search);
      if (turn !== this.turn) return;
      this.accounts = accounts;
      this.error = null;
    } catch (error) {
      if (turn === this.turn) this.error = error instanceof Error ? error.message : String(error);
    }
  }
}
