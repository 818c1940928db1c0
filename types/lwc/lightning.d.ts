/**
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-graphql-wire.html
 */
declare module 'lightning/graphql' {
  /** A parsed query; only `graphql` can read it. */
  export interface GraphQLDocument {
    readonly kind: 'document';
  }

  export interface GraphQLError {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }

  export interface GraphQLResult<Data = unknown> {
    readonly data?: Data;
    readonly errors?: readonly GraphQLError[];
    /** Reads again past the cache; the wire then fires again. */
    readonly refresh?: () => Promise<unknown>;
  }

  export interface GraphQLConfig {
    readonly query: GraphQLDocument | undefined;
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
    readonly operationName?: string;
  }

  export function gql(strings: TemplateStringsArray, ...values: unknown[]): GraphQLDocument;

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each @wire says what its own query brings
  export const graphql: new (callback: (result: GraphQLResult<any>) => void) => {
    connect(): void;
    disconnect(): void;
    update(config: GraphQLConfig): void;
  };
}

/**
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-wire-adapters-record.html
 */
declare module 'lightning/uiRecordApi' {
  export interface UiRecord {
    readonly id: string;
    readonly fields: Readonly<Record<string, { readonly value: unknown } | undefined>>;
  }

  interface Problem {
    readonly message: string;
  }

  export interface RecordResult {
    readonly data?: UiRecord | undefined;
    /** One problem, or several with one each. */
    readonly error?: { readonly body: Problem | readonly Problem[] } | undefined;
  }

  export const getRecord: new (callback: (result: RecordResult) => void) => {
    connect(): void;
    disconnect(): void;
    update(config: {
      readonly recordId: string | undefined;
      readonly fields?: readonly string[] | undefined;
      readonly optionalFields?: readonly string[] | undefined;
    }): void;
  };

  /** Rejects with `{status, body}` of the org's answer. */
  export function createRecord(input: {
    readonly apiName: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }): Promise<UiRecord>;
}

/**
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-page-reference-type.html
 */
/**
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-wire-adapters-object-info.html
 */
declare module 'lightning/uiObjectInfoApi' {
  /** Of all that the platform says of an object, what panels ask. */
  export interface ObjectInfoResult {
    readonly data?: { readonly createable: boolean } | undefined;
    /** Also where the object does not exist for this user. */
    readonly error?: unknown;
  }

  export const getObjectInfo: new (callback: (result: ObjectInfoResult) => void) => {
    connect(): void;
    disconnect(): void;
    update(config: { readonly objectApiName: string | undefined }): void;
  };
}

declare module 'lightning/navigation' {
  export interface PageReference {
    readonly type: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly state?: Readonly<Record<string, string>>;
  }

  const Navigate: unique symbol;
  const GenerateUrl: unique symbol;

  interface Navigating {
    [Navigate](page: PageReference): void;
    [GenerateUrl](page: PageReference): Promise<string>;
  }

  export const NavigationMixin: {
    <Instance extends object>(base: abstract new () => Instance): new () => Instance & Navigating;
    readonly Navigate: typeof Navigate;
    readonly GenerateUrl: typeof GenerateUrl;
  };
}

/**
 * https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-page-reference-utils.html
 */
declare module 'lightning/pageReferenceUtils' {
  export function encodeDefaultFieldValues(values: Readonly<Record<string, string>>): string;
}

declare module 'lightning/platformShowToastEvent' {
  export class ShowToastEvent extends CustomEvent<unknown> {
    constructor(detail: {
      title: string;
      message?: string;
      variant?: 'info' | 'success' | 'warning' | 'error';
    });
  }
}
