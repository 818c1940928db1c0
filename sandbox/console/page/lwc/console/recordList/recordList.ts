import { LightningElement, api } from 'lwc';
import { follow } from '../../../platform/navigation';
import { accounts } from './accounts';
import { cases } from './cases';
import { contacts } from './contacts';
import { figure, most } from './list';
import type { Cell, Found, List, Row } from './list';

const lists: Readonly<Record<string, List>> = { Account: accounts, Contact: contacts, Case: cases };
const typingPause = 250;
const pageSize = 50;

interface ShownCell extends Cell {
  readonly label: string;
  readonly className: string;
  readonly isLink: boolean;
  readonly isTime: boolean;
}

interface ShownRow extends Row {
  readonly shown: readonly ShownCell[];
}

/** The records of an object to start from: all of them, or those that are searched for. */
export default class RecordList extends LightningElement {
  rows: readonly Row[] | null = null;
  error: string | null = null;
  isReadingMore = false;

  private object = 'Account';
  private found: Found | null = null;
  private search = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was asked, so that a slow answer does not overwrite a later one. */
  private turn = 0;
  /** The row that the keyboard goes on from once there are more of them. */
  private goOnFrom: string | null = null;

  @api
  get objectApiName(): string {
    return this.object;
  }
  set objectApiName(object: string) {
    this.object = object;
    this.search = '';
    this.rows = null;
    this.error = null;
    void this.load();
  }

  override renderedCallback(): void {
    if (this.goOnFrom === null) return;
    const row = this.template?.querySelector<HTMLElement>(`[data-id="${this.goOnFrom}"]`);
    if (!row) return;
    row.focus();
    this.goOnFrom = null;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.turn += 1;
  }

  get list(): List {
    return lists[this.object] ?? accounts;
  }

  get columns() {
    return this.list.columns.map((column) => ({ ...column, className: classOf(column.isFigure) }));
  }

  get shownRows(): readonly ShownRow[] {
    const rest = this.columns.slice(1);
    return (this.rows ?? []).map((row) => ({
      ...row,
      shown: row.cells.map((cell, index) => ({
        ...cell,
        label: rest[index]?.label ?? '',
        className: `${rest[index]?.className ?? ''}${cell.text === '' ? ' bare' : ''}`,
        isLink: cell.url !== undefined,
        isTime: cell.datetime !== undefined,
      })),
    }));
  }

  get isLoading(): boolean {
    return this.rows === null && this.error === null;
  }

  get hasRows(): boolean {
    return this.shownRows.length > 0;
  }

  get isEmpty(): boolean {
    return this.rows?.length === 0 && this.error === null;
  }

  get emptyText(): string {
    const { label } = this.list;
    return this.search === ''
      ? `No ${label.toLowerCase()} yet.`
      : `No ${label.toLowerCase()} match “${this.search}”.`;
  }

  get errorText(): string {
    return `The ${this.list.label.toLowerCase()} could not be loaded: ${this.error}`;
  }

  get searchLabel(): string {
    return `Search ${this.list.label.toLowerCase()}`;
  }

  get placeholder(): string {
    return `Search by ${this.list.searches}…`;
  }

  get subtitle(): string {
    if (this.rows === null) return '\u00A0';
    const length = this.found?.ids.length ?? 0;
    const all = length < most ? figure(length) : `${figure(most)}+`;
    const shown = this.rows.length < length ? `${figure(this.rows.length)} of ${all}` : all;
    const items = `${shown} ${length === 1 ? 'item' : 'items'}`;
    return `${items} • ${this.search === '' ? this.list.order : `with “${this.search}”`}`;
  }

  get moreLabel(): string | null {
    const shown = this.rows?.length ?? 0;
    const all = this.found?.ids.length ?? 0;
    return shown < all ? `Show more (${shown} of ${figure(all)})` : null;
  }

  type(event: CustomEvent<{ value: string }>): void {
    this.search = event.detail.value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), typingPause);
  }

  open(event: MouseEvent): void {
    follow(event);
  }

  async load(): Promise<void> {
    const { list, search } = this;
    await this.take(async () => {
      const found = await list.find(search);
      return { found, rows: await found.rows(found.ids.slice(0, pageSize)) };
    });
  }

  async showMore(): Promise<void> {
    const { found, rows } = this;
    if (!found || !rows || this.isReadingMore) return;
    const shown = rows.length;
    this.isReadingMore = true;
    await this.take(async () => {
      const next = await found.rows(found.ids.slice(shown, shown + pageSize));
      this.goOnFrom = next[0]?.id ?? null;
      return { found, rows: [...rows, ...next] };
    });
    this.isReadingMore = false;
  }

  private async take(read: () => Promise<{ found: Found; rows: readonly Row[] }>): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    try {
      const { found, rows } = await read();
      if (turn !== this.turn) return;
      this.found = found;
      this.rows = rows;
      this.error = null;
    } catch (error) {
      if (turn === this.turn) this.error = error instanceof Error ? error.message : String(error);
    }
  }
}

const classOf = (isFigure = false): string => (isFigure ? 'figure' : '');
