declare module 'virtual:orderlens-package' {
  export interface Item {
    readonly component: string;
    readonly properties: Readonly<Record<string, string>>;
  }
  export const app: {
    readonly label: string;
    readonly color: string;
    readonly tabs: readonly { readonly name: string; readonly label: string }[];
  };
  export interface Region {
    readonly name: string;
    readonly items: readonly Item[];
  }
  /** The regions of each object's record page. */
  export const pages: Readonly<Record<string, readonly Region[]>>;
  /** Constructors of the package's own components, by bundle. */
  export const panels: Readonly<Record<string, unknown>>;
}

declare module '@lwc/synthetic-shadow' {}

declare module 'lightning/toast' {
  const Toast: {
    show(
      options: { label: string; message?: string; variant?: string },
      from: object,
    ): Promise<void>;
  };
  export default Toast;
}

declare module 'lightning/uiRecordApi' {
  export interface UiRecord {
    readonly id: string;
  }
  export interface RecordResult {
    readonly data: UiRecord | undefined;
    readonly error: { readonly body: { readonly message: string } } | undefined;
  }
  export const getRecord: new (callback: (result: RecordResult) => void) => {
    connect(): void;
    disconnect(): void;
    update(config: {
      recordId: string | undefined;
      fields?: readonly string[] | undefined;
      optionalFields?: readonly string[] | undefined;
    }): void;
  };
  export function getFieldValue(record: UiRecord | undefined, field: string): unknown;
  export function getFieldDisplayValue(
    record: UiRecord | undefined,
    field: string,
  ): string | null | undefined;
}

declare module 'console/app' {
  import type { LightningElement } from 'lwc';
  const App: typeof LightningElement;
  export default App;
}
