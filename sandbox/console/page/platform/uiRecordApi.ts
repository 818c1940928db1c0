import { OrgError, request } from './org';

/**
 * Stands in for lightning/uiRecordApi, as far as the panels use it: reading and creating, no cache.
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

/** What the platform calls a FetchResponse: the status and the org's own answer. */
interface Failure {
  readonly status: number | undefined;
  readonly body: { readonly message: string };
}

interface Result {
  readonly data: UiRecord | undefined;
  readonly error: Failure | undefined;
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
    return { data: undefined, error: failure(error) };
  }
}

function failure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof OrgError)) return { status: undefined, body: { message } };
  return { status: error.status, body: error.errors[0] ?? { message } };
}

interface RecordInput {
  readonly apiName: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Settles with the record as it was created; a refusal rejects with the org's answer as `body` (with `output.errors`
 * and `output.fieldErrors` where it says what is wrong with the record).
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-create-record.html
 */
export async function createRecord({ apiName, fields }: RecordInput): Promise<UiRecord> {
  try {
    const body = JSON.stringify({ apiName, fields });
    return await request<UiRecord>('/ui-api/records', { method: 'POST', body });
  } catch (error) {
    throw failure(error);
  }
}

const fieldOf = (record: UiRecord | undefined, field: FieldRef): RecordField | undefined =>
  record?.fields[nameOf(field).split('.').slice(1).join('.')];

export const getFieldValue = (record: UiRecord | undefined, field: FieldRef): unknown =>
  fieldOf(record, field)?.value;

export const getFieldDisplayValue = (record: UiRecord | undefined, field: FieldRef) =>
  fieldOf(record, field)?.displayValue;
