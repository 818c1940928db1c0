import { basename } from 'node:path';
import { child, children, content, isTrue, type Xml } from '../schema/field-xml.ts';
import { quote } from '../storage/column.ts';
import type { ObjectType } from '../types.ts';
import type { Guard, GuardContext, OpenDraft } from './guard.ts';
import { rule } from '../../rules/rule.ts';

const judges = rule('admin.duplicate-rules');
const alerts = rule('admin.duplicate-alerts');
const shares = rule('admin.duplicate-sharing');

export interface MatchingRule {
  readonly object: string;
  readonly name: string;
  /** All of them must be equal. */
  readonly items: readonly { readonly field: string; readonly matchesBlank: boolean }[];
}

type Action = 'block' | 'alert' | 'report';

/** https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-duplicaterule.html */
export interface DuplicateRule {
  readonly object: string;
  readonly name: string;
  readonly message: string;
  readonly onInsert: Action;
  readonly onUpdate: Action;
  /** Records that the user may not see are no duplicates. */
  readonly enforcesSharing: boolean;
  /** One that matches is enough. */
  readonly matching: readonly MatchingRule[];
}

/** Why a rule cannot be judged by, which is said when the folder is loaded. */
export class UnknownRule extends Error {}

function matchingItem(xml: Xml): MatchingRule['items'][number] {
  const method = content(xml, 'matchingMethod');
  if (method !== 'Exact') {
    throw new UnknownRule(`local-org matches exactly only, not by ${method ?? 'nothing'}`);
  }
  const matchesBlank = content(xml, 'blankValueBehavior') === 'MatchBlanks';
  return { field: content(xml, 'fieldName') ?? '', matchesBlank };
}

export function matchingRuleFromXml(object: string, xml: Xml): MatchingRule {
  const filter = content(xml, 'booleanFilter') ?? '';
  if (/\bor\b|\bnot\b/i.test(filter)) throw new UnknownRule(`filter logic ${filter}`);
  const items = children(xml, 'matchingRuleItems').map(matchingItem);
  return { object, name: content(xml, 'fullName') ?? '', items };
}

/** Without an alert a duplicate that is allowed is saved without a word. */
function action(xml: Xml, on: 'Insert' | 'Update'): Action {
  if (content(xml, `actionOn${on}`) === 'Block') return 'block';
  const operations = [xml[`operationsOn${on}`]].flat().map((one) => String(one).toLowerCase());
  return operations.includes('alert') ? 'alert' : 'report';
}

/** undefined: it is not active. */
export function duplicateRuleFromXml(
  file: string,
  xml: Xml,
  known: readonly MatchingRule[],
): DuplicateRule | undefined {
  if (!isTrue(xml, 'isActive')) return undefined;
  const [object = '', name = ''] = basename(file).split('.');
  if (child(xml, 'duplicateRuleFilter')) throw new UnknownRule('conditions of a duplicate rule');
  const matching = children(xml, 'duplicateRuleMatchRules').map((match) => {
    const wanted = content(match, 'matchingRule');
    const of = content(match, 'matchRuleSObjectType') ?? object;
    if (of !== object) throw new UnknownRule(`matching with ${of}`);
    const found = known.find((rule) => rule.object === object && rule.name === wanted);
    if (found === undefined) throw new UnknownRule(`no matching rule ${wanted ?? '(none)'}`);
    return found;
  });
  return {
    object,
    name,
    message: content(xml, 'alertText') ?? 'Use one of these records?',
    onInsert: action(xml, 'Insert'),
    onUpdate: action(xml, 'Update'),
    enforcesSharing: content(xml, 'securityOption') !== 'BypassSharingRules',
    matching,
  };
}

interface Matcher {
  readonly slots: readonly number[];
  find(draft: OpenDraft): boolean;
}

function matcher(context: GuardContext, rule: DuplicateRule, match: MatchingRule): Matcher {
  const { database, session, sharing, table } = context;
  const items = match.items.map(({ field, matchesBlank }) => {
    const slot = table.slots.get(table.object.field(field)?.name ?? '');
    if (slot === undefined) throw new UnknownRule(`no field ${table.object.name}.${field}`);
    return { slot, matchesBlank, name: table.fields[slot]?.name ?? '' };
  });
  const seen =
    rule.enforcesSharing && shares ? sharing.condition(session, table.object, 'read', 't') : true;
  const visible = typeof seen === 'string' ? seen : seen ? '1' : '0';
  const equal = items.map(({ name }) => `t.${quote(name)} IS ?`).join(' AND ');
  const sql = `SELECT 1 FROM ${quote(table.object.name)} t WHERE ${equal} AND t."IsDeleted" = 0 AND t."Id" <> ? AND (${visible}) LIMIT 1`;
  return {
    slots: items.map(({ slot }) => slot),
    find: ({ key, values }) => {
      const cells = items.map(({ slot }) => values[slot] ?? null);
      if (cells.some((cell, at) => cell === null && items[at]?.matchesBlank !== true)) return false;
      return database.get(sql, ...cells, key) !== undefined;
    },
  };
}

/** Blocks cannot be acknowledged, and reports need not be. */
function isLetThrough(action: Action, acknowledged: boolean): boolean {
  if (!alerts) return false;
  return action === 'report' || (action === 'alert' && acknowledged);
}

/** An index for what is looked up with each save. */
export function duplicateIndexes(object: ObjectType, rule: DuplicateRule): readonly string[] {
  return rule.matching.map((match) => {
    const fields = match.items.map(({ field }) => quote(object.field(field)?.name ?? field));
    const name = quote(`duplicate.${object.name}.${match.name}`);
    return `CREATE INDEX IF NOT EXISTS ${name} ON ${quote(object.name)} (${fields.join(', ')})`;
  });
}

/**
 * An alert can be acknowledged by the caller, a block cannot. An update is judged where it changes what is matched (ours).
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html
 */
export function hasDuplicates(context: GuardContext, rules: readonly DuplicateRule[]): Guard {
  const compiled = rules.map((rule) => ({
    rule,
    matchers: rule.matching.map((match) => matcher(context, rule, match)),
  }));
  return (draft, errors) => {
    const { before, isNew, values } = draft;
    for (const { matchers, rule } of compiled) {
      const wanted = isNew ? rule.onInsert : rule.onUpdate;
      if (isLetThrough(wanted, context.allowDuplicates)) continue;
      const touched = matchers.filter(
        ({ slots }) => isNew || slots.some((slot) => before?.[slot] !== values[slot]),
      );
      if (judges && touched.some(({ find }) => find(draft)))
        errors.add('DUPLICATES_DETECTED', rule.message);
    }
  };
}
