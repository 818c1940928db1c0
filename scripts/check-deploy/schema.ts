import { typings, type ElementType } from '../../sandbox/local-org/metadata/checks/typings.ts';
import { hint, type Problem } from './problem.ts';
import type { Element } from './xml.ts';

/** Elements that the typings call text and that hold a structure of their own. */
const opaque = new Set(['LightningComponentBundle.targetConfigs']);

interface MetadataType {
  readonly name: string;
  readonly elements: ReadonlyMap<string, ElementType>;
}

/** Everything in an element that its metadata type does not allow. `typeName` is the type that the file should hold. */
export function schemaProblems(file: string, root: Element, typeName: string): Problem[] {
  if (root.name !== typeName) {
    const message = `a file of this name holds <${typeName}>, not <${root.name}>`;
    return [{ file, line: root.line, message }];
  }
  const elements = typings().elements(typeName);
  if (elements === undefined) return [];
  return structureProblems(root, { name: typeName, elements }, file);
}

function structureProblems(element: Element, type: MetadataType, file: string): Problem[] {
  return [
    ...missing(element, type, file),
    ...repeated(element, type, file),
    ...element.children.flatMap((part) => partProblems(part, type, file)),
  ];
}

function missing(element: Element, type: MetadataType, file: string): Problem[] {
  const present = new Set(element.children.map((part) => part.name));
  return [...type.elements]
    .filter(([name, { required }]) => required && !present.has(name))
    .map(([name]) => ({
      file,
      line: element.line,
      message: `<${element.name}> lacks the required <${name}>`,
    }));
}

/** A list must stand together: the platform reads the first run and refuses the second. */
function repeated(element: Element, type: MetadataType, file: string): Problem[] {
  const seen = new Set<string>();
  return element.children.flatMap((part, index) => {
    const { name, line } = part;
    const again = seen.has(name);
    seen.add(name);
    const known = type.elements.get(name);
    if (!again || known === undefined) return [];
    if (!known.repeats) return [{ file, line, message: `<${name}> is given twice` }];
    if (element.children[index - 1]?.name === name) return [];
    return [{ file, line, message: `<${name}> stands apart from the others of its name` }];
  });
}

function partProblems(part: Element, type: MetadataType, file: string): Problem[] {
  const known = type.elements.get(part.name);
  if (known === undefined) {
    const near = hint(part.name, type.elements.keys());
    const message = `unknown element <${part.name}> in ${type.name}${near}`;
    return [{ file, line: part.line, message }];
  }
  if (opaque.has(`${type.name}.${part.name}`)) return [];
  const name = known.type;
  const elements = typings().elements(name);
  if (elements !== undefined) return structureProblems(part, { name, elements }, file);
  const message = valueProblem(part, name);
  return message === null ? [] : [{ file, line: part.line, message }];
}

function valueProblem(part: Element, type: string): string | null {
  const { name, text } = part;
  if (type === 'any') return null;
  if (part.children.length > 0) return `<${name}> holds text, no elements`;
  if (type === 'boolean' && !/^(true|false)$/.test(text)) {
    return `<${name}> is true or false, not "${text}"`;
  }
  if (type === 'number' && !/^[+-]?\d+(\.\d+)?$/.test(text)) {
    return `<${name}> is a number, not "${text}"`;
  }
  const values = typings().values(type);
  if (values === undefined || values.includes(text)) return null;
  const near = hint(text, values) || ` — one of ${values.slice(0, 12).join(', ')}`;
  return `<${name}> cannot be "${text}"${near}`;
}
