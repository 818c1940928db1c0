import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { checkDeploy, steps } from './check.ts';
import { inAccess } from './mistakes/access.ts';
import { inActions } from './mistakes/actions.ts';
import { inFiles } from './mistakes/files.ts';
import { inFlows } from './mistakes/flows.ts';
import { inObjects } from './mistakes/objects.ts';
import { inPanels } from './mistakes/panels.ts';
import { inReferences } from './mistakes/references.ts';
import { inRoles } from './mistakes/roles.ts';
import { copyPackage, make, quickSteps, type Mistake } from './planted.ts';
import { print } from './problem.ts';

const planted: Readonly<Record<string, readonly Mistake[]>> = {
  files: inFiles,
  objects: inObjects,
  'layouts, pages and permissions': inReferences,
  'report types and roles': inRoles,
  'flows and events': inFlows,
  'quick actions': inActions,
  panels: inPanels,
  'what code may do': inAccess,
};

describe('the deploy gate', () => {
  let root: string;
  before(async () => {
    root = await copyPackage();
  });
  after(() => {
    fs.rmSync(root, { recursive: true });
  });
  const run = async (wanted = steps): Promise<string[]> =>
    (await checkDeploy(root, wanted)).problems.map(print);

  it('finds nothing in the package as it is', async () => {
    assert.deepEqual(await run(), []);
  });

  it('is shown more than forty different mistakes', () => {
    const names = Object.values(planted).flatMap((all) => all.map(({ name }) => name));
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length > 40);
  });

  for (const [where, mistakes] of Object.entries(planted)) {
    describe(`of mistakes in ${where}, made one at a time,`, () => {
      for (const mistake of mistakes) {
        it(`reports ${mistake.name}`, async () => {
          const undo = make(root, mistake);
          try {
            const said = await run(mistake.step ? [mistake.step] : quickSteps);
            const found = said.some((line) => mistake.said.test(line));
            assert.ok(found, `${mistake.said} in\n${said.join('\n')}`);
          } finally {
            undo();
          }
        });
      }
    });
  }

  it('finds nothing once they are put right', async () => {
    assert.deepEqual(await run(quickSteps), []);
  });
});
