import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { Plugin } from 'vite';
import { packageRoot } from './paths.ts';

const prefix = '\0salesforce:';

/** `@salesforce/label/…`, `@salesforce/i18n/…` and their like, which an org makes up for each user. */
export function salesforceModules(): Plugin {
  let labels: ReadonlyMap<string, string>;
  return {
    name: 'salesforce-modules',
    enforce: 'pre',
    async buildStart() {
      labels = await readLabels();
    },
    resolveId(source, importer) {
      // The base components bring their own.
      const theirs = importer?.includes('lightning-base-components') ?? false;
      return source.startsWith('@salesforce/') && !theirs ? prefix + source : undefined;
    },
    load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const [, kind = '', ...rest] = id.slice(prefix.length).split('/');
      const code = moduleCode(kind, rest.join('/'), labels);
      return code ?? this.error(`the console has no stand-in for ${id.slice(prefix.length)}`);
    },
  };
}

function moduleCode(
  kind: string,
  key: string,
  labels: ReadonlyMap<string, string>,
): string | undefined {
  switch (kind) {
    case 'label': {
      const label = labels.get(key.replace(/^c\./, ''));
      return label === undefined ? undefined : `export default ${JSON.stringify(label)};`;
    }
    case 'i18n':
      return i18n(key);
    case 'client':
      return `export default 'Large';`;
    default:
      return undefined;
  }
}

/** The person at the browser is the user. */
function i18n(key: string): string | undefined {
  const values: Record<string, string> = {
    locale: 'navigator.language',
    lang: 'navigator.language',
    timeZone: 'Intl.DateTimeFormat().resolvedOptions().timeZone',
    dir: `'ltr'`,
  };
  const value = values[key];
  return value && `export default ${value};`;
}

async function readLabels(): Promise<ReadonlyMap<string, string>> {
  const file = join(packageRoot, 'labels/CustomLabels.labels-meta.xml');
  const parser = new XMLParser({ isArray: (name) => name === 'labels', parseTagValue: false });
  const { CustomLabels } = parser.parse(await readFile(file, 'utf8')) as {
    CustomLabels: { labels: { fullName: string; value: string }[] };
  };
  return new Map(CustomLabels.labels.map(({ fullName, value }) => [fullName, value]));
}
