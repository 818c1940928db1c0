import { registry } from '../../sandbox/local-org/rules/registry.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The table of one or more parts of the registry (`bulk`, `values keys`), in Markdown. */
export function tableOf(parts: readonly string[]): string {
  const rows = [...registry].filter(([id]) => parts.includes(id.split('.')[0] ?? ''));
  if (rows.length === 0) throw new Error(`The registry has no rules of ${parts.join(', ')}`);
  return [
    '| id | rule | source | tests |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ([id, { says, source, tests }]) =>
        `| \`${id}\` | ${cell(says)} | ${cell(source)} | ${tests.map((test) => `\`${test}\``).join(', ')} |`,
    ),
  ].join('\n');
}

const marked = /(<!-- rules: ([\w ]+) -->\n)[\s\S]*?(<!-- end of rules -->)/g;

/** A page with its tables as the registry has them, between `<!-- rules: bulk -->` and `<!-- end of rules -->`. */
export const withTables = (page: string): string =>
  page.replace(
    marked,
    (_all, start: string, parts: string, end: string) =>
      `${start}\n${tableOf(parts.split(' '))}\n\n${end}`,
  );

/** The parts that a page shows. */
export const partsIn = (page: string): string[] =>
  [...page.matchAll(marked)].flatMap(([, , parts = '']) => parts.split(' '));
