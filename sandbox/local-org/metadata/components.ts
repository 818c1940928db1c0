import { textOf, type Files } from './archive.ts';
import { problemAt, type Problem, type Subject } from './problem.ts';
import { isBundle, partName, partsOf, typeOfPath } from './types.ts';
import { isElement, parseXml, textIn, type Element } from './xml.ts';

/** A component of an archive. */
export interface Incoming extends Subject {
  readonly files: Files;
  /** Its XML: an element of a file where it is part of one. */
  readonly root: Element | undefined;
}

export interface ReadComponents {
  readonly components: readonly Incoming[];
  readonly problems: readonly Problem[];
}

const notComponents = /^(package\.xml|destructiveChanges(Pre|Post)?\.xml)$/;

/** The components of an archive's package, objects and labels with their parts. */
export function readComponents(files: Files): ReadComponents {
  const groups = new Map<string, { subject: Subject; files: Map<string, Uint8Array> }>();
  const problems: Problem[] = [];
  for (const [path, content] of files) {
    if (notComponents.test(path)) continue;
    const subject = subjectOf(path);
    if (subject === undefined) {
      const unknown = { type: '', fullName: path, fileName: path };
      problems.push(
        problemAt(unknown, undefined, `Unknown folder type: ${path.split('/')[0] ?? ''}`),
      );
      continue;
    }
    const key = `${subject.type}:${subject.fullName}`;
    const group = groups.get(key) ?? { subject, files: new Map<string, Uint8Array>() };
    group.files.set(path, content);
    groups.set(key, group);
  }
  const components: Incoming[] = [];
  for (const { subject, files: own } of groups.values()) {
    const root = rootOf(subject, own, problems);
    components.push({ ...subject, files: own, root });
    if (root !== undefined) components.push(...partsIn(subject, root));
  }
  return { components, problems };
}

/** What a file belongs to. */
function subjectOf(path: string): Subject | undefined {
  const type = typeOfPath(path);
  const [, ...rest] = path.split('/');
  if (type === undefined || rest.length === 0) return undefined;
  if (isBundle(type)) {
    if (rest.length === 1) return undefined;
    const fullName = rest[0] ?? '';
    return { type: type.name, fullName, fileName: `${type.directoryName}/${fullName}` };
  }
  const bare = rest.join('/').replace(/-meta\.xml$/, '');
  const ending = type.suffix === undefined ? /\.[^./]+$/ : new RegExp(`\\.${type.suffix}$`);
  const fileName = path.replace(/-meta\.xml$/, '');
  return { type: type.name, fullName: decodeURIComponent(bare.replace(ending, '')), fileName };
}

/** The component's XML; a file that is none is a problem. */
function rootOf(subject: Subject, files: Files, problems: Problem[]): Element | undefined {
  const path = [...files.keys()].find((one) => one.endsWith('-meta.xml')) ?? subject.fileName;
  const content = files.get(path);
  if (content === undefined || (isBinary(path) && !path.endsWith('-meta.xml'))) return undefined;
  const parsed = parseXml(textOf(content));
  if (isElement(parsed)) return parsed;
  problems.push(
    problemAt({ ...subject, fileName: path }, parsed, `Error parsing file: ${parsed.message}`),
  );
  return undefined;
}

function isBinary(path: string): boolean {
  return /\.(js|ts|css|html|svg|cls|trigger|page|component|resource|json)$/.test(path);
}

function partsIn(owner: Subject, root: Element): Incoming[] {
  const parts = partsOf[owner.type] ?? {};
  return root.children.flatMap((element) => {
    const type = parts[element.name];
    if (type === undefined) return [];
    const fullName = partName(owner.type, owner.fullName, textIn(element, 'fullName'));
    const { fileName } = owner;
    return [{ type, fullName, fileName, root: element, files: new Map() }];
  });
}
