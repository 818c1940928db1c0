import { XMLParser } from 'fast-xml-parser';

export interface Item {
  /** As the FlexiPage names it: `commerceOrderHistory`, `force:highlightsPanel`. */
  readonly component: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface Region {
  /** `header`, `main`, `sidebar`. */
  readonly name: string;
  readonly items: readonly Item[];
}

export interface RecordPage {
  readonly object: string;
  readonly template: string;
  readonly regions: readonly Region[];
}

export interface App {
  readonly label: string;
  readonly color: string;
  readonly tabs: readonly { readonly name: string; readonly label: string }[];
  /** The record pages that the app shows, by object. */
  readonly pages: Readonly<Record<string, string>>;
}

const lists = new Set([
  'actionOverrides',
  'tabs',
  'flexiPageRegions',
  'itemInstances',
  'componentInstanceProperties',
]);
const parser = new XMLParser({ isArray: (name) => lists.has(name), parseTagValue: false });

/** @throws when the app shows accounts on no page of its own, because then there is nothing to draw. */
export async function readApp(xml: string, read: (path: string) => Promise<string>): Promise<App> {
  const { CustomApplication: app } = parser.parse(xml) as {
    CustomApplication: {
      label: string;
      brand?: { headerColor?: string };
      tabs?: string[];
      actionOverrides?: { pageOrSobjectType: string; content: string; formFactor: string }[];
    };
  };
  const overrides = (app.actionOverrides ?? []).filter(({ formFactor }) => formFactor === 'Large');
  const pages = Object.fromEntries(
    overrides.map(({ pageOrSobjectType, content }) => [pageOrSobjectType, content]),
  );
  if (!pages['Account'])
    throw new Error('The app has no Account record page: add an actionOverride for it');
  const tabs = (app.tabs ?? []).map(async (name) => ({ name, label: await tabLabel(name, read) }));
  return {
    label: app.label,
    color: app.brand?.headerColor ?? '#0176D3',
    tabs: await Promise.all(tabs),
    pages,
  };
}

async function tabLabel(name: string, read: (path: string) => Promise<string>): Promise<string> {
  const standard = /^standard-(.*)$/.exec(name)?.[1];
  if (standard !== undefined) return `${standard}s`;
  const { CustomObject } = parser.parse(await read(`objects/${name}/${name}.object-meta.xml`)) as {
    CustomObject: { pluralLabel: string };
  };
  return CustomObject.pluralLabel;
}

interface ComponentXml {
  readonly componentName: string;
  readonly componentInstanceProperties?: { name: string; value?: string }[];
}

interface RegionXml {
  readonly name: string;
  readonly type: string;
  readonly itemInstances?: { componentInstance?: ComponentXml }[];
}

export function readRecordPage(xml: string): RecordPage {
  const { FlexiPage: page } = parser.parse(xml) as {
    FlexiPage: {
      sobjectType: string;
      template: { name: string };
      flexiPageRegions: RegionXml[];
    };
  };
  const facets = new Map(page.flexiPageRegions.map((region) => [region.name, region]));
  const regions = page.flexiPageRegions
    .filter(({ type }) => type === 'Region')
    .map((region) => ({ name: region.name, items: itemsOf(region, facets) }));
  return { object: page.sobjectType, template: page.template.name, regions };
}

/** Tabs and their like hold facets, regions by name: what is in them counts as in the region. */
function itemsOf(region: RegionXml, facets: ReadonlyMap<string, RegionXml>): Item[] {
  return (region.itemInstances ?? []).flatMap(({ componentInstance }) => {
    if (!componentInstance) return [];
    const item = toItem(componentInstance);
    const inner = Object.values(item.properties).flatMap((value) => {
      const facet = facets.get(value);
      return facet?.type === 'Facet' ? itemsOf(facet, facets) : [];
    });
    return inner.length > 0 ? inner : [item];
  });
}

function toItem({ componentName, componentInstanceProperties = [] }: ComponentXml): Item {
  const entries = componentInstanceProperties.map(({ name, value }) => [name, value ?? '']);
  return {
    component: componentName.replace(/^c:/, ''),
    properties: Object.fromEntries(entries) as Record<string, string>,
  };
}
