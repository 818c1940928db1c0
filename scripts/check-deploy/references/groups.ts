import { at } from '../catalogue.ts';
import type { Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, type Element } from '../xml.ts';

/** Permission set groups: their sets exist, each once, and there is at least one. */
export function groupProblems(pack: Package): Problem[] {
  const sets = pack.ofKind('permissionset').map(({ name }) => name);
  const muting = pack.ofKind('mutingpermissionset').map(({ name }) => name);
  return pack.ofKind('permissionsetgroup').flatMap(({ file, root }) => {
    const members = children(root, 'permissionSets');
    return [
      ...(members.length > 0 ? [] : at(file, root, 'the group has no <permissionSets>')),
      ...(child(root, 'description') === undefined ? at(file, root, 'has no <description>') : []),
      ...named(file, members, 'permission set', sets),
      ...named(file, children(root, 'mutingPermissionSets'), 'muting permission set', muting),
    ];
  });
}

function named(
  file: string,
  members: readonly Element[],
  what: string,
  names: readonly string[],
): Problem[] {
  const seen = new Set<string>();
  return members.flatMap((member) => {
    const again = seen.has(member.text);
    seen.add(member.text);
    if (again) return at(file, member, `${member.text} is in the group twice`);
    if (names.includes(member.text)) return [];
    return at(file, member, `there is no ${what} ${member.text}${hint(member.text, names)}`);
  });
}
