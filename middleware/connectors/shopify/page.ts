import type { Page, Rejection } from '../connector.ts';
import type { Ref } from '../../model/index.ts';
import type { StoreName } from './http-failure.ts';
import { refOf, type Context } from './normalize.ts';
import { rejection, type RawAggregate, type Resource } from './resources.ts';

const fullRecords = 500;
/** An order can have hundreds of lines: a page is bounded by what it weighs, too. */
const fullChildren = 10_000;

/** Gathers what one page holds. */
export class PageBuilder<T> {
  private readonly records: T[] = [];
  private readonly rejected: Rejection[] = [];
  private readonly gone: Ref[] = [];
  private children = 0;
  private readonly name: StoreName;
  private readonly resource: Resource<T>;
  private readonly context: Context;

  constructor(name: StoreName, resource: Resource<T>, context: Context) {
    this.name = name;
    this.resource = resource;
    this.context = context;
  }

  get full(): boolean {
    const { length } = this.records;
    return length + this.rejected.length >= fullRecords || this.children + length >= fullChildren;
  }

  add(aggregate: RawAggregate): void {
    try {
      this.records.push(this.resource.parse(aggregate, this.context));
      this.children += aggregate.children.length;
    } catch (error) {
      this.reject(rejection(this.name, this.resource, aggregate, error));
    }
  }

  reject(rejected: Rejection): void {
    this.rejected.push(rejected);
  }

  addGone(gid: string): void {
    this.gone.push(refOf(this.context.store, gid));
  }

  build(readAt: string, cursor: string, total: number | null = null): Page<T> {
    const { records, rejected, gone } = this;
    return { records, rejected, gone, readAt, cursor, total };
  }
}
