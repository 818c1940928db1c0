import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { Budget } from '../middleware/salesforce/budget.ts';
import { EventWatch } from '../middleware/sync/event-watch.ts';
import { createMetrics } from '../middleware/sync/metrics.ts';

const read = (name: string) => fs.readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const budget = new Budget(0.2);
/** What the middleware registers, whatever it is asked to watch. */
const registered = createMetrics(
  async () => new Map(),
  async () => [],
  { budget, budgetReport: () => budget.report(0), events: new EventWatch(() => new Date(0)) },
  async () => [],
)
  .registry.getMetricsAsArray()
  .map(({ name }) => name)
  .sort();

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (parse(read('deploy/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('deploy/grafana-dashboard.json')) as {
  uid: string;
  panels: Panel[];
};

const named = (text: string) => [...text.matchAll(/\borderlens_[a-z_]+/g)].map(([name]) => name);

describe('what watches the middleware', () => {
  it('asks only for what the middleware tells', () => {
    const asked = [
      ...rules.flatMap(({ expr }) => named(expr)),
      ...dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => named(expr))),
    ];
    assert.ok(registered.length > 5);
    assert.deepEqual(
      [...new Set(asked)].filter((name) => !registered.includes(name)),
      [],
    );
  });

  it('looks at everything that the middleware tells', () => {
    const shown = new Set(
      dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => named(expr))),
    );
    assert.deepEqual([...shown].sort(), registered);
  });

  it('says with each alert what it means and what to do', () => {
    assert.ok(rules.length > 5);
    for (const { alert, annotations } of rules) {
      assert.ok(annotations['summary'] && annotations['action'], alert);
    }
  });

  it('is explained, metric by metric', () => {
    const [, section = ''] = read('docs/operations.md').split('## Metrics and alerts');
    const table = [...section.matchAll(/^\| `(orderlens_[a-z_]+)`/gm)].map(([, name]) => name);
    assert.deepEqual(table.toSorted(), registered);
  });
});
