import { fileURLToPath } from 'node:url';
import { businessObjects } from '../engine/schema/catalogue/business.ts';
import { setupObjects } from '../engine/schema/catalogue/setup.ts';
import { readObjects } from '../engine/schema/package.ts';
import { LocalSchema } from '../engine/schema/schema.ts';
import type { Expression, Org, SelectPlan, SelectedRow, Session } from '../engine/types.ts';
import { createExecutor, type GraphQLAnswer } from './execute.ts';

const packageDir = fileURLToPath(new URL('../../../force-app/main/default', import.meta.url));

/** The package's real schema, on standard objects. */
function packageSchema(): LocalSchema {
  const standard = [...setupObjects, ...businessObjects];
  const schema = new LocalSchema(standard);
  schema.put(readObjects(packageDir, (name) => standard.find((object) => object.name === name)));
  return schema;
}

function value(expression: Expression, row: number): unknown {
  if (expression.kind === 'aggregate') return 3;
  if (expression.kind === 'date') return 2026;
  const name = expression.path.join('.');
  if (name === 'Customer__r.Id' && row === 1) return null;
  if (name === 'Order__c') return 'Id0';
  if (name.endsWith('_At__c')) return '2026-01-31T08:26:00.000+0000';
  if (name.endsWith('Total__c')) return 1234.5;
  if (name.endsWith('Status__c')) return 'delivered';
  if (name === 'Removed__c') return false;
  return `${name}${row}`;
}

function rowsOf(plan: SelectPlan): SelectedRow[] {
  return Array.from({ length: plan.limit ?? 1 }, (_, row) => ({
    values: plan.columns.map((column) => value(column, row)),
    children: (plan.children ?? []).map(({ select }) => rowsOf(select)),
  }));
}

export interface Asking {
  /** What was selected, in order. */
  readonly plans: SelectPlan[];
  /** `hidden`: fields, as `Object.Field`, or objects that the caller may not read. */
  ask(query: string, variables?: object, hidden?: readonly string[]): Promise<GraphQLAnswer>;
}

/** GraphQL on an org that makes up as many rows as asked for. */
export function startAsking(): Asking {
  const plans: SelectPlan[] = [];
  const select = (_session: Session, plan: SelectPlan): SelectedRow[] => {
    plans.push(plan);
    return rowsOf(plan);
  };
  const org = { schema: packageSchema(), select } as Partial<Org> as Org;
  const execute = createExecutor(org, () => new Date('2026-01-31T08:26:00Z'));
  return {
    plans,
    async ask(query, variables = {}, hidden = []) {
      const session: Session = {
        userId: '005',
        username: 'agent@example.com',
        mayObject: (object) => !hidden.includes(object),
        mayField: (object, field) => !hidden.includes(`${object}.${field}`),
      };
      const answer = await execute({ query, variables: { ...variables } }, session);
      return JSON.parse(JSON.stringify(answer)) as GraphQLAnswer;
    },
  };
}
