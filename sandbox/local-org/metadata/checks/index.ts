import { flowFromXml } from '../../engine/flows/read-flow.ts';
import type { Incoming } from '../components.ts';
import type { Preview } from '../preview.ts';
import { problemAt, type Problem } from '../problem.ts';
import { rule } from '../../rules/rule.ts';
import { plain, textIn } from '../xml.ts';
import { elementProblems } from './elements.ts';
import { fieldProblems, objectProblems, twiceProblems } from './objects.ts';
import { referenceProblems } from './references.ts';

const rules = {
  names: rule('deploy.names'),
  references: rule('deploy.references'),
  versions: rule('deploy.versions'),
};

/** The newest API version that the org has: a component above it cannot be saved. */
const newestVersion = 66;

/** All that is wrong with what is to be deployed, by component. */
export function findProblems(components: readonly Incoming[], after: Preview): readonly Problem[] {
  return [
    ...(rules.names ? twiceProblems(components) : []),
    ...components.flatMap((component) => problemsOf(component, after)),
  ];
}

function problemsOf(component: Incoming, after: Preview): readonly Problem[] {
  // What is no such type to begin with says enough.
  const structure = elementProblems(component);
  if (structure.length > 0) return structure;
  return [
    ...(component.type === 'CustomObject' ? objectProblems(component, after) : []),
    ...(component.type === 'CustomField' ? fieldProblems(component, after) : []),
    ...(component.type === 'Flow' && rules.references ? flowProblems(component, after) : []),
    ...(rules.versions ? versionProblems(component) : []),
    ...referenceProblems(component, after),
  ];
}

function versionProblems(component: Incoming): readonly Problem[] {
  const version = Number(component.root === undefined ? '' : textIn(component.root, 'apiVersion'));
  if (!(version > newestVersion)) return [];
  const problem = `The API version of ${component.fullName}, ${version}, is newer than the org's, ${newestVersion}.0`;
  return [problemAt(component, component.root, problem)];
}

/** A flow that local-org could not run would be a flow that silently does nothing. */
function flowProblems(component: Incoming, after: Preview): readonly Problem[] {
  const { fullName, root } = component;
  if (root === undefined) return [];
  try {
    const flow = flowFromXml(fullName, plain(root), fullName);
    const problems: Problem[] = [];
    if (flow === undefined) return problems;
    if (!after.hasObject(flow.object)) {
      problems.push(
        problemAt(component, root, `In field: object - no CustomObject named ${flow.object} found`),
      );
    }
    for (const create of flow.creates) {
      if (!after.hasObject(create.object)) {
        problems.push(
          problemAt(
            component,
            root,
            `In field: object - no CustomObject named ${create.object} found`,
          ),
        );
        continue;
      }
      for (const { field } of create.assignments) {
        if (after.field(create.object, field) !== undefined) continue;
        problems.push(
          problemAt(
            component,
            root,
            `${create.name} (Record Create) - The field "${field}" for the object "${create.object}" doesn't exist.`,
          ),
        );
      }
    }
    return problems;
  } catch (error) {
    return [problemAt(component, root, error instanceof Error ? error.message : String(error))];
  }
}
