import { accessRules } from './access.ts';
import { bulkRules } from './bulk.ts';
import { deletionRules } from './deletion.ts';
import { graphqlRules } from './graphql.ts';
import { loginRules } from './login.ts';
import { recordRules } from './records.ts';
import { restRules } from './rest.ts';
import { soqlRules } from './soql.ts';
import type { Rule } from './types.ts';

const all = {
  ...loginRules,
  ...restRules,
  ...soqlRules,
  ...recordRules,
  ...accessRules,
  ...deletionRules,
  ...bulkRules,
  ...graphqlRules,
};

export type RuleId = keyof typeof all;

/** Every rule that local-org enforces, by its id: `part.rule`. */
export const registry: ReadonlyMap<RuleId, Rule> = new Map(Object.entries(all) as [RuleId, Rule][]);
