import { at, twice, type Catalogue } from '../catalogue.ts';
import type { MetaFile, Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, textOf, type Element } from '../xml.ts';

/** The platform joins four objects in a chain and no more. */
const mostObjects = 4;

/** By the path that columns call it: `Commerce_Order__c.Lines__r` → `Commerce_Order_Line__c`. */
type Tables = ReadonlyMap<string, string>;

/**
 * Report types: objects, relationships and columns exist, and the joins are ones that the platform can make.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_reporttype.htm
 */
export function reportProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return pack.ofKind('reportType').flatMap((type) => {
    const base = child(type.root, 'baseObject');
    // What lacks its object is reported where the structure is.
    if (base === undefined) return [];
    const unknown = catalogue.objectProblem(base.text);
    if (unknown !== null) return at(type.file, base, unknown);
    const { tables, problems } = joined(type, base.text, catalogue);
    return [...problems, ...columns(type, tables, catalogue)];
  });
}

function joined(
  { file, root }: MetaFile,
  base: string,
  catalogue: Catalogue,
): { tables: Tables; problems: Problem[] } {
  const tables = new Map([[base, base]]);
  const problems: Problem[] = [];
  let [path, object, outer] = [base, base, false];
  for (let join = child(root, 'join'); join !== undefined; join = child(join, 'join')) {
    const element = child(join, 'relationship') ?? join;
    const known = catalogue.relationships(object);
    const found = known.get(element.text);
    if (found?.kind !== 'children') {
      const names = [...known].filter(([, { kind }]) => kind === 'children').map(([name]) => name);
      const message = `${object} has no relationship ${element.text}${hint(element.text, names)}`;
      return { tables, problems: [...problems, ...at(file, element, message)] };
    }
    problems.push(...inner(file, join, outer));
    outer = textOf(join, 'outerJoin') === 'true';
    [path, object] = [`${path}.${element.text}`, found.object];
    tables.set(path, object);
    if (tables.size > mostObjects) {
      problems.push(...at(file, join, `a report type joins at most ${mostObjects} objects`));
    }
  }
  return { tables, problems };
}

function inner(file: string, join: Element, outer: boolean): Problem[] {
  if (!outer || textOf(join, 'outerJoin') === 'true') return [];
  return at(file, join, 'what follows an outer join has to be an outer join too');
}

function columns({ file, root }: MetaFile, tables: Tables, catalogue: Catalogue): Problem[] {
  const all = children(root, 'sections').flatMap((section) => children(section, 'columns'));
  return [
    ...[...tables.keys()].flatMap((table) =>
      twice(
        file,
        all.filter((column) => textOf(column, 'table') === table),
        'field',
      ),
    ),
    ...all.flatMap((column) => {
      const table = child(column, 'table') ?? column;
      const field = child(column, 'field') ?? column;
      const object = tables.get(table.text);
      if (object !== undefined)
        return at(file, field, columnProblem(object, field.text, catalogue));
      const near = hint(table.text, tables.keys());
      return at(file, table, `the report type joins no ${table.text}${near}`);
    }),
  ];
}

/** `Total__c`, or by a look-up `Account__c.Commerce_Key__c`. */
function columnProblem(object: string, column: string, catalogue: Catalogue): string | null {
  const [first = '', ...rest] = column.split('.');
  if (rest.length === 0) {
    // Standard objects name some columns by a vocabulary of their own (Owner), which nobody lists.
    const own = object.endsWith('__c') || first.endsWith('__c');
    return own && first !== 'Owner' ? catalogue.fieldProblem(object, first) : null;
  }
  const name = first.replace(/__c$/, '__r');
  const parent = catalogue.relationships(object).get(name);
  if (parent?.kind !== 'parent') return `${object} has no look-up ${first}`;
  return columnProblem(parent.object, rest.join('.'), catalogue);
}
