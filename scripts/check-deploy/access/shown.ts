import { objectOf, type Package } from '../package.ts';
import { children, descendants, textOf } from '../xml.ts';

/** `Commerce_Order__c.Total__c` of every field that the package's own layouts, lists and report types show. */
export function shownFields(pack: Package): ReadonlySet<string> {
  const shown = new Set<string>();
  const add = (object: string, field: string): unknown => shown.add(`${object}.${field}`);
  for (const { name, root } of pack.ofKind('layout')) {
    const object = name.slice(0, name.indexOf('-'));
    for (const item of descendants(root, 'layoutItems')) add(object, textOf(item, 'field'));
    for (const list of children(root, 'relatedLists')) {
      const [child = '', by = ''] = textOf(list, 'relatedList').split('.');
      for (const field of [by, ...children(list, 'fields').map(({ text }) => text)]) {
        add(child, field);
      }
    }
  }
  for (const view of pack.ofKind('listView')) {
    for (const column of children(view.root, 'columns')) add(objectOf(view), column.text);
    for (const filter of children(view.root, 'filters'))
      add(objectOf(view), textOf(filter, 'field'));
  }
  for (const layout of pack.ofKind('compactLayout')) {
    for (const field of children(layout.root, 'fields')) add(objectOf(layout), field.text);
  }
  return shown;
}
