import type { RuleId } from './registry.ts';

/** Names of rules, with commas between them: set by `npm run rules` alone, to see that a test misses each. */
const off = new Set((process.env.LOCAL_ORG_RULES_OFF ?? '').split(','));

/**
 * Whether a rule is in force. To be asked once, where a module is loaded (`const unique = rule('keys.unique')`): what is
 * asked for each row costs time.
 */
export const rule = (id: RuleId): boolean => !off.has(id);
