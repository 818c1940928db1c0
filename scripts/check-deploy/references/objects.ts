import { at, twice, type Catalogue } from '../catalogue.ts';
import { objectOf, type MetaFile, type Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, descendants, textOf, type Element } from '../xml.ts';

/** What objects and their parts say of each other: targets, assigned layouts, columns, search layouts, tabs. */
export function objectProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return [
    ...pack.ofKind('object').flatMap((meta) => ofObject(meta, pack, catalogue)),
    ...pack.ofKind('listView').flatMap((view) => ofListView(view, pack, catalogue)),
    ...pack.ofKind('compactLayout').flatMap((layout) => ofCompactLayout(layout, catalogue)),
    ...pack.ofKind('tab').flatMap((tab) => ofTab(tab, pack)),
    ...pack.ofKind('labels').flatMap(({ file, root }) => {
      return twice(file, children(root, 'labels'), 'fullName');
    }),
    ...misnamed(pack),
    ...sharedRelationships(pack),
  ];
}

function ofObject(meta: MetaFile, pack: Package, catalogue: Catalogue): Problem[] {
  const { file, root, name } = meta;
  return [
    ...compactLayout(meta, pack),
    ...nameField(meta),
    ...switches(meta),
    ...sharing(meta, pack),
    ...children(root, 'searchLayouts')
      .flatMap((layout) => layout.children)
      .filter(({ name: kind }) => /Fields$/.test(kind))
      .flatMap((field) => at(file, field, columnProblem(name, field.text, catalogue))),
  ];
}

function compactLayout({ file, root, name }: MetaFile, pack: Package): Problem[] {
  const assigned = child(root, 'compactLayoutAssignment');
  if (assigned === undefined || assigned.text === 'SYSTEM') return [];
  const names = pack
    .ofKind('compactLayout')
    .filter((layout) => objectOf(layout) === name)
    .map((layout) => layout.name);
  if (names.includes(assigned.text)) return [];
  const near = hint(assigned.text, names);
  return at(file, assigned, `${name} has no compact layout ${assigned.text}${near}`);
}

function nameField({ file, root, name }: MetaFile): Problem[] {
  if (!name.endsWith('__c')) return [];
  const field = child(root, 'nameField');
  if (field === undefined) return at(file, root, `${name} has no <nameField>`);
  const format = child(field, 'displayFormat');
  const numbered = textOf(field, 'type') === 'AutoNumber';
  if (numbered === (format !== undefined)) return [];
  const message = numbered ? 'an AutoNumber needs' : 'only an AutoNumber has';
  return at(file, format ?? field, `${message} a <displayFormat>`);
}

/** The platform takes these three only together. */
function switches({ file, root }: MetaFile): Problem[] {
  const names = ['enableBulkApi', 'enableSharing', 'enableStreamingApi'];
  const states = new Set(names.map((name) => textOf(root, name)));
  return states.size === 1 ? [] : at(file, root, `${names.join(', ')} are on or off together`);
}

function sharing({ file, root, name }: MetaFile, pack: Package): Problem[] {
  const fields = [...(pack.objects.get(name)?.fields.values() ?? [])];
  const detail = fields.some((field) => textOf(field.root, 'type') === 'MasterDetail');
  const model = child(root, 'sharingModel');
  if (model === undefined || (model.text === 'ControlledByParent') === detail) return [];
  const message = detail
    ? `${name} has a master, so its sharing is ControlledByParent`
    : `${name} has no master that could control its sharing`;
  return at(file, model, message);
}

/** Names of the platform's own columns in list views and search layouts. */
const columns = [
  'NAME',
  'OBJECT_ID',
  'OWNER.ALIAS',
  'OWNER.FIRST_NAME',
  'OWNER.LAST_NAME',
  'CREATED_DATE',
  'CREATEDBY_USER',
  'CREATEDBY_USER.ALIAS',
  'LAST_UPDATE',
  'LAST_ACTIVITY',
  'UPDATEDBY_USER',
  'UPDATEDBY_USER.ALIAS',
  'RECORDTYPE',
  'CURRENCY_ISO_CODE',
];

function columnProblem(object: string, column: string, catalogue: Catalogue): string | null {
  if (columns.includes(column)) return null;
  // Standard objects name their columns by a vocabulary of their own, which nobody lists.
  if (!object.endsWith('__c') && !column.endsWith('__c')) return null;
  const own = catalogue.fields(object).filter((field) => field.endsWith('__c'));
  if (own.includes(column)) return null;
  return `${object} has no column ${column}${hint(column, [...own, ...columns])}`;
}

function ofListView(view: MetaFile, pack: Package, catalogue: Catalogue): Problem[] {
  const { file, root } = view;
  const object = objectOf(view);
  const filters = children(root, 'filters');
  const named = [
    ...children(root, 'columns'),
    ...filters.map((filter) => child(filter, 'field') ?? filter),
  ];
  return [
    ...named.flatMap((element) =>
      at(file, element, columnProblem(object, element.text, catalogue)),
    ),
    ...filters.flatMap((filter) => filterProblems(file, object, filter, pack)),
  ];
}

function filterProblems(file: string, object: string, filter: Element, pack: Package): Problem[] {
  const field = pack.objects.get(object)?.fields.get(textOf(filter, 'field'));
  const value = child(filter, 'value');
  if (field === undefined || value === undefined) return [];
  if (textOf(field.root, 'type') === 'Checkbox' && !['0', '1'].includes(value.text)) {
    return at(file, value, `${field.name} is 1 or 0 in a filter, not "${value.text}"`);
  }
  if (textOf(field.root, 'type') !== 'Picklist') return [];
  const values = descendants(field.root, 'value').map((entry) => textOf(entry, 'fullName'));
  return value.text
    .split(',')
    .filter((wanted) => !values.includes(wanted))
    .flatMap((wanted) => {
      return at(file, value, `${field.name} has no value "${wanted}"${hint(wanted, values)}`);
    });
}

function ofCompactLayout(layout: MetaFile, catalogue: Catalogue): Problem[] {
  return children(layout.root, 'fields').flatMap((field) =>
    at(layout.file, field, catalogue.fieldProblem(objectOf(layout), field.text)),
  );
}

function ofTab({ file, root, name }: MetaFile, pack: Package): Problem[] {
  if (textOf(root, 'customObject') !== 'true') return [];
  const objects = pack.ofKind('object').map((object) => object.name);
  if (objects.includes(name)) return [];
  return at(file, root, `the tab shows no object: there is no ${name}${hint(name, objects)}`);
}

/** Parts of an object say their own name: it has to be the file's. */
function misnamed(pack: Package): Problem[] {
  return ['field', 'listView', 'compactLayout'].flatMap((kind) =>
    pack.ofKind(kind).flatMap(({ file, root, name }) => {
      const said = child(root, 'fullName');
      if (said === undefined) return at(file, root, `<${root.name}> lacks its <fullName>`);
      if (said.text === name) return [];
      return at(file, said, `<fullName> is ${said.text}, but the file is called ${name}`);
    }),
  );
}

function sharedRelationships(pack: Package): Problem[] {
  const first = new Map<string, string>();
  return pack.ofKind('field').flatMap(({ file, root }) => {
    const name = child(root, 'relationshipName');
    if (name === undefined) return [];
    const target = textOf(root, 'referenceTo');
    const key = `${target}.${name.text}`.toLowerCase();
    const earlier = first.get(key);
    first.set(key, file);
    if (earlier === undefined) return [];
    return at(file, name, `${target} has another relationship ${name.text}, in ${earlier}`);
  });
}
