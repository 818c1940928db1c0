import { notFound } from '../http/errors.ts';
import type { ObjectType, Org, Session } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';

const hidesObjects = rule('access.object-unseen');

/** Objects that the user may at least read; the others do not exist for them. */
export const visibleObjects = (org: Org, session: Session): ObjectType[] =>
  org.schema.objects.filter(({ name }) => session.mayObject(name, 'read'));

export const visibleObject = (org: Org, session: Session, name: string): ObjectType => {
  const object = org.schema.object(name);
  if (object && (!hidesObjects || session.mayObject(object.name, 'read'))) return object;
  throw notFound();
};
