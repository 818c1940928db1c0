import { accessRules } from './access.ts';
import { adminRules } from './admin.ts';
import { bulkRules } from './bulk.ts';
import { deletionRules } from './deletion.ts';
import { deployRules } from './deploy.ts';
import { featureRules } from './features.ts';
import { flowRules } from './flows.ts';
import { graphqlRules } from './graphql.ts';
import { limitRules } from './limits.ts';
import { loginRules } from './login.ts';
import { pubsubRules } from './pubsub.ts';
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
  ...deployRules,
  ...bulkRules,
  ...limitRules,
  ...adminRules,
  ...featureRules,
  ...flowRules,
  ...graphqlRules,
  ...pubsubRules,
};

export type RuleId = keyof typeof all;

/** Every rule that local-org enforces, by its id: `part.rule`. */
export const registry: ReadonlyMap<RuleId, Rule> = new Map(Object.entries(all) as [RuleId, Rule][]);
