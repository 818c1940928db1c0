import { LightningElement } from 'lwc';
import Toast from 'lightning/toast';
import { go, navigated } from '../../../platform/navigation';
import { ShowToastEventName } from '../../../platform/platformShowToastEvent';
import { app } from 'virtual:orderlens-package';

interface Link {
  readonly label: string;
  readonly url: string;
}

interface Tab {
  readonly name: string;
  readonly label: string;
  readonly isOpen: boolean;
  readonly className: string;
  readonly current: 'page' | null;
}

const recordPath = /^\/lightning\/r\/(Account|Contact|Case)\/(\w{15,18})\/view$/;
const recordIcons: Readonly<Record<string, string>> = {
  Account: 'standard:account',
  Contact: 'standard:contact',
  Case: 'standard:case',
};
const home = 'standard-Account';

/** The console's frame: app bar, tabs, and under them a list or a record. */
export default class App extends LightningElement {
  label = app.label;
  accent = `border-bottom-color: ${app.color}`;
  recordId: string | null = null;
  objectApiName = 'Account';
  recordName = '';
  links: readonly Link[] = [];

  override connectedCallback(): void {
    this.route();
    window.addEventListener('popstate', this.route);
    window.addEventListener(navigated, this.route);
    window.addEventListener(ShowToastEventName, this.toast);
    void this.loadLinks();
  }

  override disconnectedCallback(): void {
    window.removeEventListener('popstate', this.route);
    window.removeEventListener(navigated, this.route);
    window.removeEventListener(ShowToastEventName, this.toast);
  }

  get isRecord(): boolean {
    return this.recordId !== null;
  }

  get tabs(): readonly Tab[] {
    return app.tabs.map(({ name, label }) => {
      const isCurrent = name === home && !this.isRecord;
      return {
        name,
        label,
        // Only accounts are drawn here; the other tabs show what the app has in an org.
        isOpen: name === home,
        className: `slds-context-bar__item${isCurrent ? ' slds-is-active' : ''}`,
        current: isCurrent ? 'page' : null,
      };
    });
  }

  get recordIcon(): string {
    return recordIcons[this.objectApiName] ?? 'standard:account';
  }

  get recordLabel(): string {
    return this.recordName || this.objectApiName;
  }

  private route = (): void => {
    const [, object = 'Account', id = null] = recordPath.exec(location.pathname) ?? [];
    this.recordId = id;
    this.objectApiName = object;
    this.recordName = '';
    document.title = `${this.isRecord ? object : 'Accounts'} | ${app.label}`;
  };

  private toast = (event: Event): void => {
    const {
      title = '',
      message,
      variant,
    } = (event as CustomEvent).detail as Record<string, string>;
    void Toast.show({ label: title, message, variant }, this);
  };

  private async loadLinks(): Promise<void> {
    const response = await fetch('/console.json');
    if (response.ok) this.links = ((await response.json()) as { links: Link[] }).links;
  }

  goHome(event: Event): void {
    event.preventDefault();
    go('/');
  }

  nameRecord(event: CustomEvent<string>): void {
    this.recordName = event.detail;
    document.title = `${event.detail} | ${this.objectApiName} | ${app.label}`;
  }
}
