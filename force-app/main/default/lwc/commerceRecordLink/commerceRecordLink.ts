import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import type { PageReference } from 'lightning/navigation';

/** A link to a record that opens as the app opens records: in a console, in a tab of its own. */
export default class CommerceRecordLink extends NavigationMixin(LightningElement) {
  @api objectApiName = '';
  @api label = '';

  /** Until the platform has made one, the link has no address, and still opens the record. */
  url: string | null = null;
  private record = '';

  @api
  get recordId(): string {
    return this.record;
  }
  set recordId(id: string) {
    if (id === this.record) return;
    this.record = id;
    if (this.isConnected) this.makeUrl();
  }

  override connectedCallback(): void {
    this.makeUrl();
  }

  private get page(): PageReference {
    return {
      type: 'standard__recordPage',
      attributes: {
        recordId: this.record,
        objectApiName: this.objectApiName,
        actionName: 'view',
      },
    };
  }

  private makeUrl(): void {
    const { record } = this;
    this[NavigationMixin.GenerateUrl](this.page).then((url) => {
      // Another record may have been handed in meanwhile.
      if (record === this.record) this.url = url;
    });
  }

  open(event: Event): void {
    event.preventDefault();
    this[NavigationMixin.Navigate](this.page);
  }
}
