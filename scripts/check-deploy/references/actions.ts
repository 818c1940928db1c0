import { at, twice, type Catalogue } from '../catalogue.ts';
import type { MetaFile, Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, descendants, textOf, type Element } from '../xml.ts';

/**
 * Quick actions that change a record: object, fields and the values given beforehand exist, and whoever names an action
 * (layouts, buttons over lists) names one that is there.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_quickaction.htm
 */
export function actionProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return [
    ...pack.ofKind('quickAction').flatMap((action) => ofAction(action, pack, catalogue)),
    ...pack.ofKind('layout').flatMap((layout) => onLayout(layout, pack)),
    ...pack.ofKind('object').flatMap((object) => overLists(object, pack)),
  ];
}

function ofAction(action: MetaFile, pack: Package, catalogue: Catalogue): Problem[] {
  const { file, root, name } = action;
  const object = name.split('.')[0] ?? '';
  const unknown = catalogue.objectProblem(object);
  if (unknown !== null) return at(file, root, unknown);
  const type = child(root, 'type') ?? root;
  if (type.text !== 'Update')
    return at(file, type, `the gate cannot check an action that is no Update`);
  const given = children(root, 'fieldOverrides');
  const shown = descendants(root, 'quickActionLayoutItems');
  return [
    ...(child(root, 'description') === undefined ? at(file, root, 'has no <description>') : []),
    ...target(action, object),
    ...(shown.length === 0 ? at(file, root, 'shows no field: an org wants a layout of it') : []),
    ...twice(file, given, 'field'),
    ...[...given, ...shown].flatMap((row) => {
      const field = child(row, 'field') ?? row;
      return at(file, field, catalogue.fieldProblem(object, field.text));
    }),
    ...given.flatMap((row) => valueProblems(file, object, row, pack)),
  ];
}

function target({ file, root }: MetaFile, object: string): Problem[] {
  const element = child(root, 'targetObject');
  if (element?.text === object) return [];
  return at(file, element ?? root, `changes records of ${object}: that is its <targetObject>`);
}

function valueProblems(file: string, object: string, row: Element, pack: Package): Problem[] {
  const value = child(row, 'literalValue');
  const field = pack.objects.get(object)?.fields.get(textOf(row, 'field'));
  if (field === undefined || textOf(field.root, 'type') !== 'Picklist') return [];
  if (value === undefined)
    return at(file, row, `${field.name} is a picklist: give a <literalValue>`);
  const values = descendants(field.root, 'value').map((one) => textOf(one, 'fullName'));
  if (values.includes(value.text)) return [];
  return at(file, value, `${field.name} has no value "${value.text}"${hint(value.text, values)}`);
}

function onLayout({ file, root }: MetaFile, pack: Package): Problem[] {
  return descendants(root, 'platformActionListItems')
    .filter((item) => textOf(item, 'actionType') === 'QuickAction')
    .flatMap((item) => nameProblem(file, child(item, 'actionName') ?? item, pack));
}

function overLists({ file, root, name }: MetaFile, pack: Package): Problem[] {
  return children(child(root, 'searchLayouts'), 'massQuickActions').flatMap((element) => {
    if (element.text.startsWith(`${name}.`)) return nameProblem(file, element, pack);
    return at(file, element, `${element.text} is no action of ${name}`);
  });
}

function nameProblem(file: string, element: Element, pack: Package): Problem[] {
  const names = pack.ofKind('quickAction').map(({ name }) => name);
  if (names.includes(element.text)) return [];
  return at(file, element, `there is no action ${element.text}${hint(element.text, names)}`);
}
