import { at } from '../catalogue.ts';
import { isEvent, objectOf, type MetaFile, type Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { child, children, textOf } from '../xml.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_define_ui.htm */
const fieldTypes = ['Checkbox', 'Date', 'DateTime', 'LongTextArea', 'Number', 'Text'];

/** All that a definition says: an event is published and never stored, so that nobody owns, shares or lists it. */
const describing = [
  'deploymentStatus',
  'description',
  'eventType',
  'label',
  'pluralLabel',
  'publishBehavior',
];

/**
 * Platform events: of the one type that can still be created, with fields that an event can carry, and nothing of what
 * only records have.
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_metadata_api.htm
 */
export function eventProblems(pack: Package): Problem[] {
  const events = pack.ofKind('object').filter(({ name }) => isEvent(name));
  return [
    ...events.flatMap(definition),
    ...pack
      .ofKind('field')
      .filter((field) => isEvent(objectOf(field)))
      .flatMap(fieldProblems),
    ...recordsOnly(pack),
    ...events.flatMap((event) => unread(event, pack)),
  ];
}

function definition({ file, root, name }: MetaFile): Problem[] {
  const type = child(root, 'eventType');
  const lacking = describing.filter((part) => child(root, part) === undefined);
  return [
    ...lacking.flatMap((part) => at(file, root, `the event ${name} has no <${part}>`)),
    ...(type === undefined || type.text === 'HighVolume'
      ? []
      : at(file, type, 'an event of another type than HighVolume can no longer be created')),
    ...root.children
      .filter((part) => !describing.includes(part.name))
      .flatMap((part) => at(file, part, `an event cannot say <${part.name}>`)),
  ];
}

function fieldProblems({ file, root }: MetaFile): Problem[] {
  const type = child(root, 'type');
  const keys = ['externalId', 'unique'].filter((key) => textOf(root, key) === 'true');
  return [
    ...(type === undefined || fieldTypes.includes(type.text)
      ? []
      : at(file, type, `an event carries no ${type.text}${hint(type.text, fieldTypes)}`)),
    ...keys.flatMap((key) => at(file, root, `a field of an event cannot be <${key}>`)),
  ];
}

/** Tabs, layouts, list views and the like. */
function recordsOnly(pack: Package): Problem[] {
  const named = ['tab', 'layout'].flatMap((kind) =>
    pack.ofKind(kind).map((meta) => ({ ...meta, object: meta.name.split('-')[0] ?? '' })),
  );
  const inside = ['listView', 'compactLayout'].flatMap((kind) =>
    pack.ofKind(kind).map((meta) => ({ ...meta, object: objectOf(meta) })),
  );
  return [...named, ...inside]
    .filter(({ object }) => isEvent(object))
    .flatMap(({ file, root, object }) => at(file, root, `${object} has no records to show`));
}

/** Whoever subscribes needs to read it. */
function unread({ file, root, name }: MetaFile, pack: Package): Problem[] {
  const read = pack
    .ofKind('permissionset')
    .flatMap((set) => children(set.root, 'objectPermissions'))
    .some((row) => textOf(row, 'object') === name && textOf(row, 'allowRead') === 'true');
  return read ? [] : at(file, root, `no permission set lets ${name} be read, so nobody hears it`);
}
