import { LightningElement } from 'lwc';
import Toast from 'lightning/toast';
import { follow, go, navigated, urlOf } from '../../../platform/navigation';
import { ShowToastEventName } from '../../../platform/platformShowToastEvent';
import { app } from 'virtual:orderlens-package';

interface Link {
  readonly label: string;
  readonly url: string;
}

interface Tab {
  readonly name: string;
  readonly label: string;
  readonly url: string | null;
  readonly isOpen: boolean;
  readonly className: string;
  readonly current: 'page' | null;
}

interface Opened {
  readonly id: string;
  readonly object: string;
  readonly url: string;
  readonly name: string;
}

const recordPath = /^\/lightning\/r\/(Account|Contact|Case)\/(\w{15,18})\/view$/;
const listPath = /^\/lightning\/o\/(Account|Contact|Case)\/list$/;
const listTab = /^standard-(Account|Contact|Case)$/;
const recordIcons: Readonly<Record<string, string>> = {
  Account: 'standard:account',
  Contact: 'standard:contact',
  Case: 'standard:case',
};

/** The console's frame: app bar, tabs, and under them a list or a record. */
export default class App extends LightningElement {
  label = app.label;
  accent = `border-bottom-color: ${app.color}`;
  /** The object whose list is shown while no record is. */
  listed = 'Account';
  isRecord = false;
  /** The record that was opened last keeps its tab until that is closed. */
  opened: Opened | null = null;
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

  get tabs(): readonly Tab[] {
    return app.tabs.map(({ name, label }) => {
      // Only these are drawn here; the other tabs show what the app has in an org.
      const object = listTab.exec(name)?.[1];
      const isCurrent = object === this.listed && !this.isRecord;
      return {
        name,
        label,
        url: object ? urlOfList(object) : null,
        isOpen: object !== undefined,
        ...lookOf(isCurrent),
      };
    });
  }

  get recordTab() {
    const { url = '', name = '', object = 'Account' } = this.opened ?? {};
    const look = lookOf(this.isRecord);
    const label = name || object;
    return {
      ...look,
      ...{ url, label, className: `${look.className} record-tab` },
      icon: recordIcons[object],
      closeLabel: `Close ${label}`,
    };
  }

  private route = (): void => {
    const [, object, id] = recordPath.exec(location.pathname) ?? [];
    this.isRecord = id !== undefined;
    if (object && id) {
      if (id !== this.opened?.id) this.opened = { id, object, url: location.pathname, name: '' };
    } else this.listed = listPath.exec(location.pathname)?.[1] ?? 'Account';
    const shown = this.isRecord ? [this.opened?.name, object] : [`${this.listed}s`];
    document.title = [...shown, app.label].filter(Boolean).join(' | ');
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

  open(event: MouseEvent): void {
    follow(event);
  }

  closeRecord(): void {
    const object = this.opened?.object ?? 'Account';
    this.opened = null;
    if (this.isRecord) go(urlOfList(object));
  }

  nameRecord(event: CustomEvent<string>): void {
    if (!this.opened) return;
    this.opened = { ...this.opened, name: event.detail };
    document.title = `${event.detail} | ${this.opened.object} | ${app.label}`;
  }
}

const urlOfList = (objectApiName: string): string =>
  urlOf({ type: 'standard__objectPage', attributes: { objectApiName, actionName: 'list' } });

const lookOf = (isCurrent: boolean): Pick<Tab, 'className' | 'current'> => ({
  className: `slds-context-bar__item${isCurrent ? ' slds-is-active' : ''}`,
  current: isCurrent ? 'page' : null,
});
