import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rule } from '../../rules/rule.ts';
import type { Field } from '../types.ts';
import { type FieldSpec, makeField } from './field.ts';
import { content, type Xml } from './field-xml.ts';
import { readFields, readXml } from './package.ts';

const afterCommitOnly = rule('flows.publish-behavior');

/** A platform event: it is published, never stored as a record, and nobody can query it. */
export interface EventType {
  readonly name: string;
  readonly fields: readonly Field[];
}

/**
 * The platform events of a package in source format. Only those that are published after commit are known here.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 */
export function readEvents(packageDir: string): readonly EventType[] {
  const folder = join(packageDir, 'objects');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('__e'));
  return names.sort().map((name) => readEvent(join(folder, name), name));
}

function readEvent(folder: string, name: string): EventType {
  const file = join(folder, `${name}.object-meta.xml`);
  return eventFromXml(name, readXml(file), readFields(folder), file);
}

/** A platform event of its metadata. `where` names it in errors. */
export function eventFromXml(
  name: string,
  xml: Xml,
  fields: readonly FieldSpec[],
  where: string,
): EventType {
  const behaviour = content(xml, 'publishBehavior');
  if (afterCommitOnly && behaviour !== 'PublishAfterCommit') {
    const found = behaviour ?? 'none';
    throw new Error(`${where}: local-org publishes after commit only; publishBehavior is ${found}`);
  }
  return { name, fields: fields.map(makeField) };
}
