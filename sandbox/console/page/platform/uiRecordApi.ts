import { OrgError, request } from './org';

/**
 * Stands in for the reading half of lightning/uiRecordApi.
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-lightning-ui-api-record.html
 */
type FieldRef = string | { readonly objectApiName: string; readonly fieldApiName: string };

interface Config {
  readonly recordId?: string;
  readonly fields?: readonly FieldRef[];
  readonly optionalFields?: readonly FieldRef[];
}

interface RecordField {
  readonly value: unknown;
  readonly displayValue: string | null;
}

interface UiRecord {
  readonly id: string;
  readonly apiName: string;
  readonly fields: Readonly<Record<string, RecordField>>;
}

interface Result {
  readonly data: UiRecord | undefined;
  readonly error: { status?: number; body: { message: string } } | undefined;
}

const nameOf = (field: FieldRef): string =>
  typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`;

export class getRecord {
  private readonly callback: (result: Result) => void;
  private config: Config | undefined;
  private connected = false;

  constructor(callback: (result: Result) => void) {
    this.callback = callback;
    callback({ data: undefined, error: undefined });
  }

  connect(): void {
    this.connected = true;
    if (this.config) void this.run(this.config);
  }

  disconnect(): void {
    this.connected = false;
  }

  update(config: Config): void {
    if (!config.recordId) return;
    this.config = config;
    if (this.connected) void this.run(config);
  }

  private async run(config: Config): Promise<void> {
    const result = await read(config);
    if (config === this.config && this.connected) this.callback(result);
  }
}

async function read({ recordId, fields = [], optionalFields = [] }: Config): Promise<Result> {
  const query = new URLSearchParams();
  if (fields.length > 0) query.set('fields', fields.map(nameOf).join(','));
  if (optionalFields.length > 0) query.set('optionalFields', optionalFields.map(nameOf).join(','));
  try {
    const data = await request<UiRecord>(`/ui-api/records/${recordId}?${query}`);
    return { data, error: undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const status = error instanceof OrgError ? error.status : undefined;
    return { data: undefined, error: { status, body: { message } } };
  }
}

const fieldOf = (record: UiRecord | undefined, field: FieldRef): RecordField | undefined =>
  record?.fields[nameOf(field).split('.').slice(1).join('.')];

export const getFieldValue = (record: UiRecord | undefined, field: FieldRef): unknown =>
  fieldOf(record, field)?.value;

export const getFieldDisplayValue = (record: UiRecord | undefined, field: FieldRef) =>
  fieldOf(record, field)?.displayValue;
