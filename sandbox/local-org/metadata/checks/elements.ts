import type { Incoming } from '../components.ts';
import { problemAt, type Problem } from '../problem.ts';
import { rule } from '../../rules/rule.ts';
import { partsOf, typeOfPath } from '../types.ts';
import { metadataNamespace, type Element } from '../xml.ts';
import { typings, type ElementType } from './typings.ts';

const follows = rule('deploy.wsdl');

/** Elements that the WSDL calls text and that hold a structure of their own. */
const opaque = new Set(['LightningComponentBundle.targetConfigs']);

/**
 * What the Metadata WSDL does not allow in a component: unknown elements, values that are none of their enum, no numbers,
 * elements given twice or not at all. Texts as seen: https://github.com/forcedotcom/cli/issues/3320
 */
export function elementProblems(component: Incoming): readonly Problem[] {
  const { root, type } = component;
  if (root === undefined || !follows) return [];
  const own = typeOfPath(component.fileName)?.name === type;
  if (own && root.name !== type && typings().elements(root.name) === undefined) {
    return [
      problemAt(
        component,
        root,
        `Error parsing file: Unexpected element {${metadataNamespace}}${root.name}`,
      ),
    ];
  }
  return structure(component, root, type, own);
}

function structure(
  component: Incoming,
  element: Element,
  type: string,
  whole: boolean,
): readonly Problem[] {
  const elements = typings().elements(type);
  if (elements === undefined) return [];
  const named = new Set(element.children.map(({ name }) => name));
  const missing = [...elements].filter(([name, one]) => one.required && !named.has(name));
  return [
    ...missing.map(([name]) => problemAt(component, element, `Required field is missing: ${name}`)),
    ...element.children.flatMap((part, at) => {
      // Parts of the file are components of their own.
      if (whole && partsOf[type]?.[part.name] !== undefined) return [];
      const known = elements.get(part.name);
      if (known === undefined) return [misplaced(component, part, 'invalid', type)];
      const first = element.children.findIndex(({ name }) => name === part.name) === at;
      if (!first && !known.repeats) return [misplaced(component, part, 'duplicated', type)];
      return opaque.has(`${type}.${part.name}`) ? [] : valueProblems(component, part, known);
    }),
  ];
}

function misplaced(component: Incoming, part: Element, how: string, type: string): Problem {
  const name = `Element {${metadataNamespace}}${part.name}`;
  return problemAt(
    component,
    part,
    `Error parsing file: ${name} ${how} at this location in type ${type}`,
  );
}

function valueProblems(
  component: Incoming,
  part: Element,
  { type }: ElementType,
): readonly Problem[] {
  const values = typings().values(type);
  const { text } = part;
  const refuse = (problem: string): readonly Problem[] => [problemAt(component, part, problem)];
  if (values !== undefined) {
    return values.includes(text)
      ? []
      : refuse(`'${text}' is not a valid value for the enum '${type}'`);
  }
  if (type === 'boolean') {
    return /^(true|false|1|0)$/.test(text)
      ? []
      : refuse(`'${text}' is not a valid value for the type xsd:boolean`);
  }
  if (type === 'number') {
    return text !== '' && Number.isFinite(Number(text))
      ? []
      : refuse(`'${text}' is not a valid value for the type xsd:int`);
  }
  return structure(component, part, type, false);
}
