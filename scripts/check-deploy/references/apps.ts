import { at, type Catalogue } from '../catalogue.ts';
import type { MetaFile, Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, textOf, type Element } from '../xml.ts';

/** Tabs that are no object's. */
const otherTabs = ['standard-home', 'standard-report', 'standard-Dashboard', 'standard-Feed'];

/** Apps: tabs, assigned pages and the console's parent fields exist. */
export function appProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return pack
    .ofKind('app')
    .flatMap((app) => [
      ...tabs(app, pack),
      ...children(app.root, 'actionOverrides').flatMap((row) =>
        override(app, row, pack, catalogue),
      ),
      ...overriddenTwice(app),
      ...children(child(app.root, 'workspaceConfig'), 'mappings').flatMap((mapping) =>
        mapped(app, mapping, catalogue),
      ),
      ...profiles(app),
    ]);
}

function tabs({ file, root }: MetaFile, pack: Package): Problem[] {
  const names = [
    ...pack.ofKind('tab').map(({ name }) => name),
    ...[...pack.standard.keys()].map((name) => `standard-${name}`),
    ...otherTabs,
  ];
  return children(root, 'tabs')
    .filter((tab) => !names.includes(tab.text))
    .flatMap((tab) => at(file, tab, `there is no tab ${tab.text}${hint(tab.text, names)}`));
}

function override({ file }: MetaFile, row: Element, pack: Package, all: Catalogue): Problem[] {
  const object = child(row, 'pageOrSobjectType') ?? row;
  const unknown = at(file, object, all.objectProblem(object.text));
  if (textOf(row, 'type') !== 'Flexipage') return unknown;
  const content = child(row, 'content') ?? row;
  const pages = pack.ofKind('flexipage');
  const page = pages.find(({ name }) => name === content.text);
  if (page === undefined) {
    const names = pages.map(({ name }) => name);
    const near = hint(content.text, names);
    return [...unknown, ...at(file, content, `there is no record page ${content.text}${near}`)];
  }
  const whose = textOf(page.root, 'sobjectType');
  if (whose === object.text) return unknown;
  return [
    ...unknown,
    ...at(file, content, `${page.name} is a page of ${whose}, not of ${object.text}`),
  ];
}

/** One record, one action, one size of screen: one page. */
function overriddenTwice({ file, root }: MetaFile): Problem[] {
  const seen = new Set<string>();
  return children(root, 'actionOverrides').flatMap((row) => {
    const parts = ['actionName', 'pageOrSobjectType', 'formFactor'].map((key) => textOf(row, key));
    const key = parts.join(' ');
    const again = seen.has(key);
    seen.add(key);
    return again ? at(file, row, `assigns a second page to ${key}`) : [];
  });
}

/** In a console, a mapping's field decides under which record a record opens. */
function mapped({ file, root }: MetaFile, mapping: Element, catalogue: Catalogue): Problem[] {
  const tab = child(mapping, 'tab') ?? mapping;
  const names = children(root, 'tabs').map(({ text }) => text);
  if (!names.includes(tab.text)) {
    return at(file, tab, `the app has no tab ${tab.text}${hint(tab.text, names)}`);
  }
  const field = child(mapping, 'fieldName');
  const object = tab.text.replace(/^standard-/, '');
  if (field === undefined || !catalogue.hasObject(object)) return [];
  return at(file, field, catalogue.fieldProblem(object, field.text));
}

function profiles({ file, root }: MetaFile): Problem[] {
  return children(root, 'profileActionOverrides').flatMap((row) =>
    at(file, row, 'a page assigned to a profile cannot be packaged: use <actionOverrides>'),
  );
}
