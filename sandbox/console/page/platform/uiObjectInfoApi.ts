import { request } from './org';

/**
 * Stands in for lightning/uiObjectInfoApi: one object's description, as this user sees it.
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-wire-adapters-object-info.html
 */
interface Config {
  readonly objectApiName?: string;
}

interface Result {
  readonly data: unknown;
  readonly error: { readonly body: { readonly message: string } } | undefined;
}

async function read(name: string): Promise<Result> {
  try {
    return { data: await request(`/ui-api/object-info/${name}`), error: undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { data: undefined, error: { body: { message } } };
  }
}

export class getObjectInfo {
  private readonly callback: (result: Result) => void;
  private name: string | undefined;
  private connected = false;

  constructor(callback: (result: Result) => void) {
    this.callback = callback;
    callback({ data: undefined, error: undefined });
  }

  connect(): void {
    this.connected = true;
    void this.run();
  }

  disconnect(): void {
    this.connected = false;
  }

  update({ objectApiName }: Config): void {
    this.name = objectApiName;
    void this.run();
  }

  private async run(): Promise<void> {
    const { name } = this;
    if (!this.connected || !name) return;
    const result = await read(name);
    if (this.connected && name === this.name) this.callback(result);
  }
}
