/**
 * The border between the emulated org's engine (schema, storage, access, saving, selecting) and the APIs that
 * stand on it (REST, SOQL, Bulk, GraphQL, UI API). An API parses a request into these shapes and prints the answer.
 */

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'address';

export interface Field {
  /** As Salesforce spells it; look-ups by name ignore case. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly custom: boolean;
  /** Characters, for text types; 0 otherwise. */
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly nameField: boolean;
  readonly idLookup: boolean;
  readonly restrictedPicklist: boolean;
  readonly picklistValues: readonly { value: string; label: string; defaultValue: boolean }[];
  readonly defaultValue: string | number | boolean | null;
  /** For references: targets, name of the parent relationship (`Order__r`) and of the children's (`Lines__r`). */
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly childRelationshipName: string | null;
  /** Access is granted by field permissions; otherwise the field follows its object. */
  readonly permissionable: boolean;
  readonly masterDetail: boolean;
  readonly reparentable: boolean;
  readonly deleteConstraint: 'SetNull' | 'Restrict' | 'Cascade' | null;
  readonly inlineHelpText: string | null;
  readonly description: string | null;
}

export type SharingModel = 'Private' | 'Read' | 'ReadWrite' | 'ControlledByParent';

export interface ChildRelationship {
  /** `Lines__r`, as SOQL and GraphQL name it. */
  readonly name: string;
  readonly childObject: string;
  /** The reference field on the child. */
  readonly field: string;
  readonly cascadeDelete: boolean;
}

export interface ObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly sharing: SharingModel;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  /** Users, profiles, permissions: readable by everyone, written by administrators. */
  readonly setup: boolean;
  readonly fields: readonly Field[];
  readonly childRelationships: readonly ChildRelationship[];
  field(name: string): Field | undefined;
  /** `Order__r` → its reference field. */
  parent(relationshipName: string): Field | undefined;
}

export interface Schema {
  readonly objects: readonly ObjectType[];
  object(name: string): ObjectType | undefined;
}

export type ObjectRight = 'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll';

/** Who calls, and what they may do: the union of profile and assigned permission sets. */
export interface Session {
  readonly userId: string;
  readonly username: string;
  /** Bulk API Hard Delete, which nobody has unless it is granted. */
  readonly mayHardDelete?: boolean;
  /** IANA name of the user's time zone, and their locale (`en_GB`). */
  readonly timeZone?: string;
  readonly locale?: string;
  mayObject(object: string, right: ObjectRight): boolean;
  mayField(object: string, field: string, right: 'read' | 'edit'): boolean;
}

export type SaveOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';

/** Rows by their position; an array is such. */
export interface Rows {
  readonly length: number;
  at(position: number): readonly unknown[] | undefined;
}

/**
 * Columnar, because Bulk is the hot path. A cell is `undefined` (leave alone), null (clear), or a value: JSON types,
 * or text where `text` is set (CSV), which the engine then reads by the field's type. A column is a field name or
 * `Relationship.External_Id_Field` (`Order__r.External_Id__c`, `Account.Commerce_Key__c`).
 */
export interface SaveRequest {
  readonly object: string;
  readonly operation: SaveOperation;
  /** For upsert; `Id` is allowed. */
  readonly externalIdField?: string;
  readonly updateOnly?: boolean;
  readonly columns: readonly string[];
  readonly rows: Rows;
  readonly text?: boolean;
  /** The caller knows of duplicates that rules would warn of. */
  readonly allowDuplicates?: boolean;
  /** Rolls all back when one fails. */
  readonly allOrNone?: boolean;
}

export interface SaveError {
  /** Salesforce's status code: `DUPLICATE_VALUE`. */
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export interface SaveResult {
  readonly id: string | null;
  readonly success: boolean;
  readonly created: boolean;
  readonly errors: readonly SaveError[];
}

/** `['Order__r', 'Name']`: parent relationships, then a field. */
export type Path = readonly string[];

export type AggregateFunction = 'COUNT' | 'COUNT_DISTINCT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';
/** All by UTC, as in SOQL and GraphQL. */
export type DateFunction =
  | 'CALENDAR_YEAR'
  | 'CALENDAR_QUARTER'
  | 'CALENDAR_MONTH'
  | 'DAY_IN_MONTH'
  | 'DAY_ONLY'
  | 'HOUR_IN_DAY';

export type Expression =
  | { readonly kind: 'field'; readonly path: Path }
  | {
      readonly kind: 'date';
      readonly function: DateFunction;
      readonly path: Path;
      readonly timeZone?: string;
    }
  /** No path: COUNT() of rows. */
  | { readonly kind: 'aggregate'; readonly function: AggregateFunction; readonly path?: Path };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare';
      readonly expression: Expression;
      readonly comparison: Comparison;
      /** One value, or a list for IN / NOT IN. Dates and date-times as ISO text. */
      readonly value: unknown;
    }
  /** Semi-join: `AccountId IN (SELECT Id FROM Account WHERE …)`. */
  | {
      readonly kind: 'in-select';
      readonly path: Path;
      readonly negated: boolean;
      readonly select: SelectPlan;
    };

export interface OrderBy {
  readonly expression: Expression;
  readonly descending: boolean;
  /** SOQL's default is FIRST, ascending and descending. */
  readonly nulls: 'FIRST' | 'LAST';
}

export interface SelectPlan {
  readonly object: string;
  readonly columns: readonly Expression[];
  readonly where?: Condition;
  readonly groupBy?: readonly Expression[];
  readonly having?: Condition;
  readonly orderBy?: readonly OrderBy[];
  readonly limit?: number;
  readonly offset?: number;
  /** With deleted records still in the recycle bin: queryAll. */
  readonly allRows?: boolean;
  /** Child relationships by name (`Lines__r`); only at the top level. `object` of the inner plan is the child's. */
  readonly children?: readonly { readonly relationship: string; readonly select: SelectPlan }[];
}

export interface SelectedRow {
  /** In the order of `columns`; null, string, number or boolean. Date-times as `2026-01-31T08:26:00.000+0000`. */
  readonly values: readonly unknown[];
  /** In the order of `children`. */
  readonly children: readonly (readonly SelectedRow[])[];
}

/** Thrown for a request that Salesforce refuses as a whole. `status` is the HTTP status REST answers with. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }
}

/** A platform event as it was published. */
export interface PublishedEvent {
  /** Grows with each event of the org; not without gaps. */
  readonly replayId: number;
  readonly event: string;
  readonly eventUuid: string;
  /** ISO, UTC. */
  readonly createdDate: string;
  readonly createdById: string;
  /** By field name; fields that nothing was given are null. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

export interface MergeRequest {
  readonly object: string;
  /** The record that stays. */
  readonly masterId: string;
  /** What is to be written to it: JSON types, null clears. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** One or two, which go. */
  readonly mergedIds: readonly string[];
}

export interface MergeResult extends SaveResult {
  readonly mergedRecordIds: readonly string[];
  /** The records that pointed at those that went. */
  readonly updatedRelatedIds: readonly string[];
}

/** The engine: one org. Every method checks the session's rights; storage is synchronous (node:sqlite). */
export interface Org {
  /** 18 characters, prefix 00D. */
  readonly id: string;
  readonly schema: Schema;
  /** undefined: no such active user. */
  sessionFor(username: string): Session | undefined;
  /** Ignores sharing and rights: system mode, for set-up and internal look-ups. */
  systemSession(): Session;
  /** Refuses the whole request (ApiError) for an unknown object or column; judges each row otherwise. */
  save(session: Session, request: SaveRequest): SaveResult[];
  /** Applies object, field and record access. Throws ApiError INVALID_FIELD, INVALID_TYPE, MALFORMED_QUERY. */
  select(session: Session, plan: SelectPlan): SelectedRow[];
  /** The same, one by one, without holding them all: for Bulk query. */
  stream(session: Session, plan: SelectPlan): IterableIterator<SelectedRow>;
  /** Takes back all that was saved inside when `work` throws. One may stand inside another. */
  transaction<T>(work: () => T): T;
  /** Two or three records of a kind become one. */
  merge(session: Session, request: MergeRequest): MergeResult;
  /** Takes records, with what went along with them, out of the recycle bin. */
  undelete(session: Session, ids: readonly string[]): SaveResult[];
  /** What was published under this name, oldest first. */
  events(name: string): readonly PublishedEvent[];
  /** How much the records take up. */
  storage(): { readonly maxBytes: number; readonly usedBytes: number };
  /** Records of an object by its name, without those in the recycle bin. */
  recordCount(object: string): number;
  close(): void;
}
