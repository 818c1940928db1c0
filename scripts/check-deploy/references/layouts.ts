import { at, type Catalogue } from '../catalogue.ts';
import { isRequired, objectOf, type MetaFile, type Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, descendants, textOf, type Element } from '../xml.ts';

/** Layouts: fields and related lists exist, and no record is impossible to save. */
export function layoutProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return pack.ofKind('layout').flatMap((layout) => {
    const object = layout.name.slice(0, layout.name.indexOf('-'));
    const unknown = catalogue.objectProblem(object);
    if (unknown !== null) return at(layout.file, layout.root, unknown);
    const items = descendants(layout.root, 'layoutItems');
    return [
      ...items.flatMap((item) => itemProblems(layout, item, object, catalogue)),
      ...numbered(layout, items, object, pack),
      ...absent(layout, items, object, pack),
      ...children(layout.root, 'relatedLists').flatMap((list) =>
        listProblems(layout, list, object, pack),
      ),
    ];
  });
}

function itemProblems(
  { file }: MetaFile,
  item: Element,
  object: string,
  catalogue: Catalogue,
): Problem[] {
  const field = child(item, 'field');
  return field === undefined ? [] : at(file, field, catalogue.fieldProblem(object, field.text));
}

/** Nobody fills in a name that counts by itself. */
function numbered(
  { file }: MetaFile,
  items: readonly Element[],
  object: string,
  pack: Package,
): Problem[] {
  const name = child(pack.objects.get(object)?.meta?.root, 'nameField');
  if (name === undefined || textOf(name, 'type') !== 'AutoNumber') return [];
  return items
    .filter((item) => textOf(item, 'field') === 'Name' && textOf(item, 'behavior') !== 'Readonly')
    .flatMap((item) =>
      at(file, item, `Name of ${object} is an AutoNumber: its behavior is Readonly`),
    );
}

function absent(
  { file, root }: MetaFile,
  items: readonly Element[],
  object: string,
  pack: Package,
): Problem[] {
  const shown = new Set(items.map((item) => textOf(item, 'field')));
  const required = [...(pack.objects.get(object)?.fields.values() ?? [])].filter(isRequired);
  return ['Name', ...required.map(({ name }) => name)]
    .filter((name) => object.endsWith('__c') && !shown.has(name))
    .flatMap((name) => at(file, root, `shows no ${name}, which ${object} requires`));
}

function listProblems({ file }: MetaFile, list: Element, object: string, pack: Package): Problem[] {
  const element = child(list, 'relatedList') ?? list;
  const [name = '', by = ''] = element.text.split('.');
  // The platform's own lists (RelatedNoteList) have names that nobody lists.
  if (!name.endsWith('__c')) return [];
  const lookups = pack
    .ofKind('field')
    .filter(({ root }) => textOf(root, 'referenceTo') === object)
    .map((field) => `${objectOf(field)}.${field.name}`);
  if (!lookups.includes(element.text)) {
    const near = hint(element.text, lookups);
    return at(file, element, `${by || name} is no lookup to ${object}${near}`);
  }
  const fields = [...(pack.objects.get(name)?.fields.keys() ?? []), 'NAME'];
  return children(list, 'fields')
    .filter((field) => field.text.endsWith('__c') && !fields.includes(field.text))
    .flatMap((field) =>
      at(file, field, `${name} has no field ${field.text}${hint(field.text, fields)}`),
    );
}
