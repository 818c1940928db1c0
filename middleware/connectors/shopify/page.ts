import type { Ref } from '../../model/index.ts';
import type { Page, Rejection } from '../connector.ts';
import { complete, needsDetails, type Completed } from './details.ts';
import type { Reading } from './reading.ts';
import { rejection, type RawAggregate } from './resources.ts';
import { idOfGid, platform } from './values.ts';

const fullRecords = 500;
/** An order can have hundreds of lines: a page is bounded by what it weighs, too. */
const fullChildren = 10_000;

/** A record, or a place kept for one of which a part is still missing. */
type Slot<T> = { readonly record: T } | { readonly waiting: RawAggregate };

/** Gathers what one page holds. */
export class PageBuilder<T> {
  private readonly slots: Slot<T>[] = [];
  private readonly rejected: Rejection[] = [];
  private readonly gone: Ref[] = [];
  private readonly reading: Reading<T>;
  private children = 0;
  private waiting = 0;

  constructor(reading: Reading<T>) {
    this.reading = reading;
  }

  get full(): boolean {
    const { length } = this.slots;
    return length + this.rejected.length >= fullRecords || this.children + length >= fullChildren;
  }

  /** True where building the page takes calls to the shop. */
  get incomplete(): boolean {
    return this.waiting > 0;
  }

  add(aggregate: RawAggregate): void {
    this.children += aggregate.children.length;
    if (needsDetails(aggregate, this.reading.resource.details)) {
      this.slots.push({ waiting: aggregate });
      this.waiting += 1;
    } else this.slots.push(...this.parse(aggregate));
  }

  reject(rejected: Rejection): void {
    this.rejected.push(rejected);
  }

  /** Takes an id or a GID. */
  addGone(id: string): void {
    this.gone.push({ platform, store: this.reading.context.store, id: idOfGid(id) ?? id });
  }

  /** Fetches what is missing still, all of the page's at once. */
  async build(
    readAt: string,
    cursor: string | null,
    total: number | null = null,
  ): Promise<Page<T>> {
    const missing = this.slots.flatMap((slot) => ('waiting' in slot ? [slot.waiting] : []));
    const completed = (await complete(this.reading, missing)).values();
    const records = this.slots
      .flatMap((slot) => ('record' in slot ? [slot] : this.settle(completed.next().value)))
      .map(({ record }) => record);
    const { rejected, gone } = this;
    return { records, rejected, gone, readAt, cursor, total };
  }

  private settle(completed: Completed | undefined): { readonly record: T }[] {
    if (!completed) return [];
    if ('whole' in completed) return this.parse(completed.whole);
    if ('gone' in completed) this.addGone(completed.gone);
    else this.rejectFor(completed.aggregate, completed.error);
    return [];
  }

  private parse(aggregate: RawAggregate): { readonly record: T }[] {
    const { resource, context } = this.reading;
    try {
      return [{ record: resource.parse(aggregate, context) }];
    } catch (error) {
      this.rejectFor(aggregate, error);
      return [];
    }
  }

  private rejectFor(aggregate: RawAggregate, error: unknown): void {
    const { client, resource } = this.reading;
    this.reject(rejection(client.name, resource, aggregate, error));
  }
}
