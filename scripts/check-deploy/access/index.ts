import type { Catalogue } from '../catalogue.ts';
import { isEvent, isRequired, type MetaFile, type Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { systemFields } from '../standard-objects.ts';
import { children, textOf, type Element } from '../xml.ts';
import { middlewareUses } from './middleware.ts';
import { panelUses } from './panels.ts';
import { shownFields } from './shown.ts';
import type { Uses } from './use.ts';

/** What code does, and the permission set of the user for whom it does it. */
interface Role {
  readonly set: MetaFile;
  /** `the middleware` */
  readonly who: string;
  readonly uses: Uses;
  /** Why else a field may be there to read: `Object.Field` → true. */
  readonly excuses: (field: string) => boolean;
}

/** Do the permission sets let the middleware and the panels do what they do, and no more? */
export async function accessProblems(pack: Package, catalogue: Catalogue): Promise<Problem[]> {
  const middleware = await middlewareUses(catalogue);
  const shown = shownFields(pack);
  const ours = (field: string): boolean => field.startsWith('Commerce_');
  const integration = setOf(pack, 'Commerce_Integration');
  const agent = setOf(pack, 'Commerce_Agent');
  const roles: Role[] = [
    ...role(integration, 'the middleware', middleware, () => false),
    // What we add to an object of the platform stands on pages of the org's own.
    ...role(agent, 'a panel', panelUses(pack, catalogue), (one) => !ours(one) || shown.has(one)),
  ];
  return [
    ...middleware.problems,
    ...roles.flatMap((one) => [
      ...missingFields(one, pack),
      ...missingRights(one, pack),
      ...needlessFields(one),
      ...needlessRights(one),
    ]),
  ];
}

function setOf(pack: Package, name: string): MetaFile | undefined {
  return pack.ofKind('permissionset').find((set) => set.name === name);
}

function role(
  set: MetaFile | undefined,
  who: string,
  uses: Uses,
  excuses: Role['excuses'],
): Role[] {
  return set === undefined ? [] : [{ set, who, uses, excuses }];
}

/** No permission set can name them: whoever sees the record sees them. */
const always: readonly string[] = [
  ...systemFields,
  ...['FirstName', 'LastName', 'MasterRecordId', 'ReplayId'],
];

/** An agent's access to cases, contacts and accounts is the org's to give, like that to their standard fields. */
function isOrgs({ who }: Role, object: string, field: string): boolean {
  return who === 'a panel' && !object.endsWith('__c') && !field.endsWith('__c');
}

function missingFields(role: Role, pack: Package): Problem[] {
  const { set, who, uses } = role;
  const rows = children(set.root, 'fieldPermissions');
  const said = new Set<string>();
  return uses.fields.flatMap(({ object, field, writes, by }) => {
    const name = `${object}.${field}`;
    const own = pack.objects.get(object)?.fields.get(field);
    if (field === '' || always.includes(field) || (own !== undefined && isRequired(own))) return [];
    if (isOrgs(role, object, field)) return [];
    const row = rows.find((one) => textOf(one, 'field') === name);
    const right = writes ? 'editable' : 'readable';
    if (row !== undefined && textOf(row, right) === 'true') return [];
    if (said.has(`${name} ${right}`)) return [];
    said.add(`${name} ${right}`);
    const near =
      row === undefined
        ? hint(name, rows.map((one) => textOf(one, 'field')).filter(isNew(uses)))
        : '';
    const verb = writes ? 'writes' : 'reads';
    const message = `does not make ${name} ${right}, though ${who} ${verb} it (${by})${near}`;
    return [problem(set, row ?? set.root, message)];
  });
}

/** A row that nothing needs may be the one that was meant. */
function isNew({ fields }: Uses): (name: string) => boolean {
  const used = new Set(fields.map(({ object, field }) => `${object}.${field}`));
  return (name) => !used.has(name);
}

function missingRights({ set, who, uses }: Role, pack: Package): Problem[] {
  const rows = children(set.root, 'objectPermissions');
  const read = uses.fields
    .filter(({ object }) => (pack.objects.get(object)?.meta ?? null) !== null)
    .map(({ object, by }) => ({ object, right: 'allowRead', by }));
  const said = new Set<string>();
  return [...read, ...uses.objects].flatMap(({ object, right, by }) => {
    const row = rows.find((one) => textOf(one, 'object') === object);
    if (row !== undefined && textOf(row, right) === 'true') return [];
    if (said.has(`${object} ${right}`)) return [];
    said.add(`${object} ${right}`);
    const message = `does not give ${right} on ${object}, which ${who} needs (${by})`;
    return [problem(set, row ?? set.root, message)];
  });
}

function needlessFields({ set, who, uses, excuses }: Role): Problem[] {
  const of = (writes: boolean): Set<string> =>
    new Set(
      uses.fields
        .filter((use) => use.writes === writes)
        .map(({ object, field }) => `${object}.${field}`),
    );
  const [written, read] = [of(true), of(false)];
  return children(set.root, 'fieldPermissions').flatMap((row) => {
    const name = textOf(row, 'field');
    const used = written.has(name) || read.has(name);
    if (!used && !excuses(name)) {
      return [problem(set, row, `names ${name}, which ${who} neither reads nor writes`)];
    }
    if (textOf(row, 'editable') !== 'true' || written.has(name)) return [];
    return [problem(set, row, `makes ${name} editable, and ${who} never writes it`)];
  });
}

function needlessRights({ set, who, uses }: Role): Problem[] {
  const used = new Set(uses.fields.map(({ object }) => object));
  return children(set.root, 'objectPermissions').flatMap((row) => {
    const object = textOf(row, 'object');
    // What only hears an event has no code that reads it as a record.
    if (isEvent(object)) return [];
    // Records of ours are shown to agents on pages and in lists, beside the panels.
    const isShown = who === 'a panel' && object.startsWith('Commerce_');
    if (!used.has(object) && !isShown) {
      return [problem(set, row, `gives rights on ${object}, which ${who} never touches`)];
    }
    const given = uses.objects.filter((one) => one.object === object).map(({ right }) => right);
    return needless(row, given).map((right) =>
      problem(set, row, `gives ${right} on ${object}, which ${who} does not need`),
    );
  });
}

/** Modify All, which lets one user answer what others asked, comes only with the rights to edit and delete. */
function needless(row: Element, given: readonly string[]): string[] {
  const all = textOf(row, 'modifyAllRecords') === 'true' && given.includes('allowEdit');
  const needed = [...given, ...(all ? ['allowEdit', 'allowDelete'] : [])];
  return ['allowCreate', 'allowEdit', 'allowDelete'].filter(
    (right) => textOf(row, right) === 'true' && !needed.includes(right),
  );
}

function problem({ file }: MetaFile, { line }: Element, message: string): Problem {
  return { file, line, message };
}
