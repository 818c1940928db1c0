import {
  ApiError,
  type Field,
  type ObjectType,
  type Path,
  type Schema,
  type Session,
} from '../engine/types.ts';
import { rule } from '../rules/rule.ts';

const fiveLevels = rule('soql.parents');

/** Where names of a query are looked up: the object it selects from, and the alias it gave it. */
export interface Scope {
  readonly schema: Schema;
  readonly object: ObjectType;
  readonly alias: string | undefined;
  readonly now: Date;
  /** Who asks: dates are theirs. */
  readonly session: Session;
}

export interface ResolvedPath {
  readonly path: Path;
  /** undefined: no such column; the engine refuses it with the caller's rights in mind. */
  readonly field: Field | undefined;
}

export const malformed = (message: string): ApiError =>
  new ApiError(400, 'MALFORMED_QUERY', message);

export const unexpected = (token: string): ApiError => malformed(`unexpected token: '${token}'`);

export const objectNamed = (schema: Schema, name: string): ObjectType => {
  const object = schema.object(name);
  if (object) return object;
  throw new ApiError(
    400,
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append ` +
      `the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
};

const withoutAlias = (scope: Scope, names: readonly string[]): readonly string[] => {
  const first = names[0]?.toLowerCase();
  const own = [scope.alias, scope.object.name].some((name) => name?.toLowerCase() === first);
  return own && names.length > 1 && !scope.object.parent(names[0] ?? '') ? names.slice(1) : names;
};

/** `owner.name` → `['Owner', 'Name']`, spelled as the schema spells it. At most five levels of parents. */
export const resolvePath = (scope: Scope, text: string): ResolvedPath => {
  const names = withoutAlias(scope, text.split('.'));
  if (fiveLevels && names.length > 6) throw malformed(`relationship path is too long: ${text}`);
  let object: ObjectType | undefined = scope.object;
  const path = names.slice(0, -1).map((name) => {
    const reference: Field | undefined = object?.parent(name);
    object = reference && scope.schema.object(reference.referenceTo[0] ?? '');
    return reference?.relationshipName ?? name;
  });
  const last = names.at(-1) ?? '';
  const field = object?.field(last);
  return { path: [...path, field?.name ?? last], field };
};
