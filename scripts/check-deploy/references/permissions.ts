import { at, twice, type Catalogue } from '../catalogue.ts';
import { isEvent, isMasterDetail, isRequired, type MetaFile, type Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, textOf, type Element } from '../xml.ts';

/** Rows of permission sets that name nothing, that an org refuses, or that are missing. */
export function permissionProblems(pack: Package, catalogue: Catalogue): Problem[] {
  const sets = pack.ofKind('permissionset');
  return [...sets.flatMap((set) => setProblems(set, pack, catalogue)), ...unreachable(pack, sets)];
}

function setProblems(set: MetaFile, pack: Package, catalogue: Catalogue): Problem[] {
  const { file, root } = set;
  const fields = children(root, 'fieldPermissions');
  const objects = children(root, 'objectPermissions');
  return [
    ...twice(file, fields, 'field'),
    ...twice(file, objects, 'object'),
    ...fields.flatMap((row) => fieldProblems(file, row, pack, catalogue)),
    ...fields.flatMap((row) => rightsOfField(file, row, objects, pack)),
    ...objects.flatMap((row) => objectProblems(file, row, objects, pack, catalogue)),
    ...named(file, root, 'tabSettings', 'tab', tabNames(pack)),
    ...named(file, root, 'applicationVisibilities', 'application', namesOf(pack, 'app')),
    ...licence(set),
  ];
}

function namesOf(pack: Package, kind: string): string[] {
  return pack.ofKind(kind).map(({ name }) => name);
}

function tabNames(pack: Package): string[] {
  return [...namesOf(pack, 'tab'), ...[...pack.standard.keys()].map((name) => `standard-${name}`)];
}

function named(
  file: string,
  root: Element,
  rows: string,
  key: string,
  names: readonly string[],
): Problem[] {
  return children(root, rows).flatMap((row) => {
    const name = textOf(row, key);
    if (names.includes(name)) return [];
    return at(file, row, `there is no ${key} ${name}${hint(name, names)}`);
  });
}

function fieldProblems(file: string, row: Element, pack: Package, catalogue: Catalogue): Problem[] {
  const element = child(row, 'field') ?? row;
  const [object = '', field = ''] = element.text.split('.');
  const unknown = catalogue.hasObject(object)
    ? catalogue.fieldProblem(object, field)
    : catalogue.objectProblem(object);
  if (unknown !== null) return at(file, element, unknown);
  if (isEvent(object)) {
    return at(
      file,
      element,
      `${element.text} is a field of an event: everybody who hears it sees it`,
    );
  }
  const own = pack.objects.get(object)?.fields.get(field);
  if (own === undefined || !isRequired(own)) return [];
  const kind = isMasterDetail(own) ? 'master-detail' : 'required';
  return at(file, element, `${element.text} is ${kind}: a permission set cannot name it`);
}

/** A right to a field is empty without the object's, and an org refuses what cannot be used. */
function rightsOfField(
  file: string,
  row: Element,
  objects: readonly Element[],
  pack: Package,
): Problem[] {
  const [object = ''] = textOf(row, 'field').split('.');
  if ((pack.objects.get(object)?.meta ?? null) === null) return [];
  const rights = objects.find((found) => textOf(found, 'object') === object);
  if (rights === undefined || !has(rights, 'allowRead')) {
    return at(file, row, `names ${textOf(row, 'field')} and does not let ${object} be read`);
  }
  const writes = has(rights, 'allowEdit') || has(rights, 'allowCreate');
  if (!has(row, 'editable') || writes) return [];
  return at(file, row, `${textOf(row, 'field')} is editable and ${object} is not`);
}

/** https://help.salesforce.com/s/articleView?id=platform.users_profiles_object_perms.htm */
const needs: Readonly<Record<string, readonly string[]>> = {
  allowCreate: ['allowRead'],
  allowEdit: ['allowRead'],
  allowDelete: ['allowRead', 'allowEdit'],
  viewAllRecords: ['allowRead'],
  modifyAllRecords: ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords'],
};

function objectProblems(
  file: string,
  row: Element,
  objects: readonly Element[],
  pack: Package,
  catalogue: Catalogue,
): Problem[] {
  const object = textOf(row, 'object');
  const unknown = catalogue.objectProblem(object);
  if (unknown !== null) return at(file, child(row, 'object') ?? row, unknown);
  const lacking = Object.entries(needs)
    .filter(([right]) => has(row, right))
    .flatMap(([right, wanted]) =>
      wanted.filter((other) => !has(row, other)).map((other) => `${right} needs ${other}`),
    );
  return [
    ...unavailable(object)
      .filter((right) => has(row, right))
      .flatMap((right) => at(file, row, `${object}: there is no ${right} of it`)),
    ...lacking.flatMap((message) => at(file, row, `${object}: ${message}`)),
    ...masters(object, pack)
      .filter((master) => !objects.some((found) => textOf(found, 'object') === master))
      .flatMap((master) => at(file, row, `${object} cannot be read without its master ${master}`)),
  ];
}

/**
 * Products belong to nobody, and an event is only published and heard.
 * https://help.salesforce.com/s/articleView?id=platform.users_profiles_view_all_mod_all.htm
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_considerations.htm
 */
function unavailable(object: string): string[] {
  if (object === 'Product2') return ['viewAllRecords', 'modifyAllRecords'];
  if (!isEvent(object)) return [];
  return ['allowEdit', 'allowDelete', 'viewAllRecords', 'modifyAllRecords'];
}

function masters(object: string, pack: Package): string[] {
  const fields = [...(pack.objects.get(object)?.fields.values() ?? [])];
  return fields.filter(isMasterDetail).map(({ root }) => textOf(root, 'referenceTo'));
}

function has(row: Element, right: string): boolean {
  return textOf(row, right) === 'true';
}

function licence({ file, root }: MetaFile): Problem[] {
  const element = child(root, 'license');
  if (element === undefined) return [];
  return at(file, element, 'names a licence, so nobody with another one could be assigned it');
}

/** A field in no permission set is invisible to everybody but a System Administrator, who sees nothing wrong. */
function unreachable(pack: Package, sets: readonly MetaFile[]): Problem[] {
  if (sets.length === 0) return [];
  const rows = sets.flatMap(({ root }) => children(root, 'fieldPermissions'));
  const reachable = new Set(rows.map((row) => textOf(row, 'field')));
  return [...pack.objects.values()].flatMap(({ name, fields }) =>
    [...fields.values()]
      .filter((field) => !isEvent(name) && !isRequired(field))
      .filter((field) => !reachable.has(`${name}.${field.name}`))
      .map((field) => ({
        file: field.file,
        line: 1,
        message: `no permission set names ${name}.${field.name}, so nobody would see it`,
      })),
  );
}
