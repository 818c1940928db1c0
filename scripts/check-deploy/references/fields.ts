import { at, type Catalogue } from '../catalogue.ts';
import type { MetaFile, Package } from '../package.ts';
import type { Problem } from '../problem.ts';
import { child, descendants, textOf, type Element } from '../xml.ts';

/** What a field of each type must say besides what the typings require; they have one type for all fields. */
const must: Readonly<Record<string, readonly string[]>> = {
  Text: ['length'],
  LongTextArea: ['length', 'visibleLines'],
  Number: ['precision', 'scale'],
  Currency: ['precision', 'scale'],
  Percent: ['precision', 'scale'],
  Checkbox: ['defaultValue'],
  Picklist: ['valueSet'],
  Lookup: ['referenceTo', 'relationshipName'],
  MasterDetail: ['referenceTo', 'relationshipName', 'relationshipOrder'],
};

const mustNot: Readonly<Record<string, readonly string[]>> = {
  MasterDetail: ['required', 'deleteConstraint'],
  Checkbox: ['required'],
};

export function fieldProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return pack
    .ofKind('field')
    .flatMap((field) => [
      ...shape(field),
      ...limits(field),
      ...target(field, catalogue),
      ...values(field),
      ...words(field),
    ]);
}

function shape({ file, root }: MetaFile): Problem[] {
  const type = textOf(root, 'type');
  const lacking = ['label', ...(must[type] ?? [])].filter(
    (name) => child(root, name) === undefined,
  );
  return [
    ...lacking.flatMap((name) => at(file, root, `a field of type ${type} needs <${name}>`)),
    ...(mustNot[type] ?? []).flatMap((name) => {
      const element = child(root, name);
      if (element === undefined) return [];
      return at(file, element, `a field of type ${type} cannot say <${name}>`);
    }),
  ];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
function limits({ file, root }: MetaFile): Problem[] {
  const length = child(root, 'length');
  const scale = child(root, 'scale');
  const precision = Number(textOf(root, 'precision'));
  const found: Problem[] = [];
  if (length !== undefined && textOf(root, 'type') === 'Text' && Number(length.text) > 255) {
    found.push(...at(file, length, 'text is at most 255 characters long'));
  }
  if (scale !== undefined && (precision > 18 || Number(scale.text) > precision)) {
    found.push(...at(file, scale, 'a number has at most 18 digits, decimals included'));
  }
  return found;
}

function target({ file, root }: MetaFile, catalogue: Catalogue): Problem[] {
  const element = child(root, 'referenceTo');
  return element === undefined ? [] : at(file, element, catalogue.objectProblem(element.text));
}

function values({ file, root }: MetaFile): Problem[] {
  const seen = new Set<string>();
  const defaults = descendants(root, 'value').filter(
    (value) => textOf(value, 'default') === 'true',
  );
  const second = defaults
    .slice(1)
    .flatMap((value) => at(file, value, `"${textOf(value, 'fullName')}" is a second default`));
  const again = descendants(root, 'value').flatMap((value: Element) => {
    const name = textOf(value, 'fullName').toLowerCase();
    const again = seen.has(name);
    seen.add(name);
    return again ? at(file, value, `the value "${name}" is given twice`) : [];
  });
  return [...second, ...again];
}

/** Ours, not Salesforce's: nobody who meets a field should have to guess. */
function words({ file, root }: MetaFile): Problem[] {
  const lacking = ['description', 'inlineHelpText'].filter((name) => textOf(root, name) === '');
  return lacking.flatMap((name) => at(file, root, `has no <${name}>`));
}
