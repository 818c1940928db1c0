import { at, twice, type Catalogue } from '../catalogue.ts';
import type { MetaFile, Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, descendants, textOf, type Element } from '../xml.ts';

/** Record pages: do their components, properties, facets and objects exist, and may the components stand there? */
export function pageProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return pack
    .ofKind('flexipage')
    .flatMap((page) => [
      ...subject(page, catalogue),
      ...descendants(page.root, 'componentInstance').flatMap((instance) =>
        component(page, instance, pack),
      ),
      ...regions(page),
      ...facets(page),
      ...twice(page.file, descendants(page.root, 'componentInstance'), 'identifier'),
      ...twice(page.file, children(page.root, 'flexiPageRegions'), 'name'),
    ]);
}

function subject({ file, root }: MetaFile, catalogue: Catalogue): Problem[] {
  const element = child(root, 'sobjectType');
  if (element !== undefined) return at(file, element, catalogue.objectProblem(element.text));
  if (textOf(root, 'type') !== 'RecordPage') return [];
  return at(file, root, 'a record page says whose, in <sobjectType>');
}

function component(page: MetaFile, instance: Element, pack: Package): Problem[] {
  const { file } = page;
  const element = child(instance, 'componentName') ?? instance;
  const identifier =
    child(instance, 'identifier') === undefined
      ? at(file, instance, `${element.text} lacks its <identifier>`)
      : [];
  const [prefix, name = prefix] = element.text.split(':');
  const ours = prefix === 'c' || !element.text.includes(':');
  if (!ours || name === undefined) return identifier;
  if (!pack.bundles.includes(name)) {
    const near = hint(name, pack.bundles);
    return [...identifier, ...at(file, element, `there is no panel ${name}${near}`)];
  }
  return [...identifier, ...placed(page, instance, element, name, pack)];
}

function placed(
  page: MetaFile,
  instance: Element,
  element: Element,
  name: string,
  pack: Package,
): Problem[] {
  const bundle = pack.ofKind('js').find((meta) => meta.name === name);
  // A bundle without its meta file is reported where companions are.
  if (bundle === undefined) return [];
  const targets = descendants(bundle.root, 'target').map(({ text }) => text);
  if (textOf(bundle.root, 'isExposed') !== 'true' || !targets.includes('lightning__RecordPage')) {
    return at(page.file, element, `${name} is not exposed to lightning__RecordPage`);
  }
  const config = descendants(bundle.root, 'targetConfig').find((found) =>
    (found.attributes.targets ?? '').split(',').some((t) => t.trim() === 'lightning__RecordPage'),
  );
  return [
    ...forObject(page, element, name, config),
    ...properties(page.file, instance, name, config),
  ];
}

function forObject(
  page: MetaFile,
  element: Element,
  name: string,
  config: Element | undefined,
): Problem[] {
  const objects = config === undefined ? [] : descendants(config, 'object').map((o) => o.text);
  const wanted = textOf(page.root, 'sobjectType');
  if (objects.length === 0 || objects.includes(wanted)) return [];
  return at(page.file, element, `${name} is for ${objects.join(', ')}, not for ${wanted}`);
}

function properties(
  file: string,
  instance: Element,
  name: string,
  config: Element | undefined,
): Problem[] {
  const names =
    config === undefined ? [] : children(config, 'property').map((p) => p.attributes.name ?? '');
  return children(instance, 'componentInstanceProperties').flatMap((property) => {
    const said = textOf(property, 'name');
    if (names.includes(said)) return [];
    return at(file, property, `${name} offers no property ${said}${hint(said, names)}`);
  });
}

/** What the templates that we use have room for. Others are left to the org. */
const templates: Readonly<Record<string, readonly string[]>> = {
  'flexipage:recordHomeTemplateDesktop': ['header', 'main', 'sidebar'],
};

function regions({ file, root }: MetaFile): Problem[] {
  const template = textOf(child(root, 'template'), 'name');
  const names = templates[template];
  if (names === undefined) return [];
  return children(root, 'flexiPageRegions')
    .filter((region) => textOf(region, 'type') === 'Region')
    .filter((region) => !names.includes(textOf(region, 'name')))
    .flatMap((region) => {
      const name = textOf(region, 'name');
      return at(file, region, `${template} has no region ${name}${hint(name, names)}`);
    });
}

/** A tab set names its tabs' facet, a tab the facet of its content. */
function facets({ file, root }: MetaFile): Problem[] {
  const regions = children(root, 'flexiPageRegions').filter((r) => textOf(r, 'type') === 'Facet');
  const names = regions.map((region) => textOf(region, 'name'));
  const references = descendants(root, 'componentInstance')
    .filter((instance) => textOf(instance, 'componentName').startsWith('flexipage:'))
    .flatMap((instance) => children(instance, 'componentInstanceProperties'))
    .filter((property) => ['tabs', 'body', 'columns'].includes(textOf(property, 'name')));
  const used = new Set(references.map((property) => textOf(property, 'value')));
  return [
    ...references.flatMap((property) => {
      const value = textOf(property, 'value');
      if (names.includes(value)) return [];
      return at(file, property, `the page has no facet ${value}${hint(value, names)}`);
    }),
    ...regions
      .filter((region) => !used.has(textOf(region, 'name')))
      .flatMap((region) => at(file, region, `nothing shows the facet ${textOf(region, 'name')}`)),
  ];
}
