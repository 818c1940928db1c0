import { at } from '../catalogue.ts';
import type { MetaFile, Package } from '../package.ts';
import type { Problem } from '../problem.ts';
import { child, children, type Element } from '../xml.ts';

/** Of names and labels of objects and fields, the suffix aside: https://help.salesforce.com/s/articleView?id=000381913 */
const longestName = 40;
/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_customlabels.htm */
const longestText = 1000;

/** What is longer than an org takes, and what is made for another version of the platform than the package is. */
export function limitProblems(pack: Package): Problem[] {
  const named = ['object', 'field'].flatMap((kind) => pack.ofKind(kind));
  return [
    ...named.flatMap(names),
    ...pack
      .ofKind('labels')
      .flatMap(({ file, root }) =>
        children(root, 'labels').flatMap((label) =>
          longer(file, child(label, 'value'), longestText),
        ),
      ),
    ...pack.ofKind('js').flatMap((bundle) => version(bundle, pack)),
  ];
}

function names({ file, name, root }: MetaFile): Problem[] {
  const own = name.replace(/__[a-z]$/, '');
  return [
    ...(own.length > longestName
      ? at(file, root, `the name ${own} is longer than ${longestName} characters`)
      : []),
    ...longer(file, child(root, 'label'), longestName),
  ];
}

function longer(file: string, element: Element | undefined, most: number): Problem[] {
  if (element === undefined || element.text.length <= most) return [];
  return at(file, element, `<${element.name}> is longer than ${most} characters`);
}

/** What is above the version of an org cannot be saved there. */
function version({ file, root }: MetaFile, pack: Package): Problem[] {
  const element = child(root, 'apiVersion');
  if (element?.text === pack.apiVersion) return [];
  return at(file, element ?? root, `<apiVersion> is not the package's, ${pack.apiVersion}`);
}
