import { LightningElement, api } from 'lwc';
import { pages, panels } from 'virtual:orderlens-package';
import type { Item } from 'virtual:orderlens-package';

const highlights = 'force:highlightsPanel';

interface Panel {
  readonly key: string;
  readonly component: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface ShownRegion {
  readonly name: string;
  readonly className: string;
  readonly hasHighlights: boolean;
  readonly panels: readonly Panel[];
  /** What Salesforce itself would draw here. */
  readonly leftOut: string;
}

/** A record page as its FlexiPage says, with the package's own panels. */
export default class RecordPage extends LightningElement {
  @api recordId!: string;
  @api objectApiName = 'Account';

  get header(): ShownRegion | undefined {
    return this.regionsNamed((name) => name === 'header')[0];
  }

  get columns(): readonly ShownRegion[] {
    return this.regionsNamed((name) => name !== 'header');
  }

  private regionsNamed(wanted: (name: string) => boolean): readonly ShownRegion[] {
    return (pages[this.objectApiName] ?? [])
      .filter(({ name }) => wanted(name))
      .map(({ name, items }) => ({
        name,
        className: `region region_${name}`,
        hasHighlights: items.some(({ component }) => component === highlights),
        panels: items.flatMap((item, index) => this.panel(item, `${name}${index}`)),
        leftOut: standardNames(items),
      }));
  }

  private panel({ component, properties }: Item, key: string): Panel[] {
    const ours = panels[component];
    if (!ours) return [];
    return [
      {
        key,
        component: ours,
        properties: { ...properties, recordId: this.recordId, objectApiName: this.objectApiName },
      },
    ];
  }

  name(event: CustomEvent<string>): void {
    this.dispatchEvent(new CustomEvent('recordnamed', { detail: event.detail }));
  }
}

const standard: Readonly<Record<string, string>> = {
  'force:detailPanel': 'Details',
  'force:relatedListContainer': 'Related lists',
};

function standardNames(items: readonly Item[]): string {
  return items
    .filter(({ component }) => component.includes(':') && component !== highlights)
    .map(({ component }) => standard[component] ?? component)
    .join(' · ');
}
