import type { Page } from '../connectors/connector.ts';
import type { MappedModel } from '../mapping/index.ts';
import type { Model } from '../model/index.ts';
import type { SieveSetup } from './sieve.ts';

/** Deaths of the process, all at one place, after which what it was at is taken apart. */
export const deaths = 2;
/** Why a record that was found so is rejected. */
export const fatal =
  'Each time it was read, the program ended. It is passed over until somebody has it tried again.';
/** So many pages are taken one by one to find the one that did it. */
const mostPages = 500;

export interface Part<T> {
  readonly page: Page<T>;
  /** Whether it ends its page. */
  readonly isLast: boolean;
}

/**
 * Notices that reading from one place ends the process again and again, by a count that is kept before it is read. Then
 * pages go one by one, in ever smaller parts, until a record stands alone: that one is not looked at any more, and the
 * rest goes on. Only what ends the process counts: a failure, or being stopped, takes the count back.
 */
export class Caution<Name extends MappedModel> {
  readonly #setup: SieveSetup<Name>;
  #place: string | null;
  #times = 1;
  #suspects: ReadonlySet<string> = new Set();

  constructor(setup: SieveSetup<Name>, place: string | null) {
    this.#setup = setup;
    this.#place = place;
  }

  async begin(): Promise<void> {
    const { mode, memory, store, model } = this.#setup;
    this.#suspects = await memory.attempts.suspects(store, model);
    if (mode !== 'reread') await this.#count();
  }

  async end(): Promise<void> {
    const { mode, memory, store, model } = this.#setup;
    if (mode !== 'reread') await memory.attempts.end(store, model, this.#place);
  }

  isSuspect(key: string): boolean {
    return this.#suspects.has(key);
  }

  /**
   * Pages in parts, while there is something to be found; nothing where there is not. Each part has to be settled, and
   * the checkpoint moved behind each page, before the next one is asked for.
   */
  async *parts(pages: AsyncIterator<Page<Model[Name]>>): AsyncGenerator<Part<Model[Name]>> {
    for (let left = mostPages; this.#times > deaths || (left < mostPages && left > 0); left -= 1) {
      const { done, value: page } = await pages.next();
      if (done) return;
      yield* this.#partsOf(page);
      // Found by an earlier life, and passed now.
      if (this.#holdsSuspect(page)) return;
      await this.end();
      this.#place = page.cursor;
      await this.#count();
    }
  }

  async *#partsOf(page: Page<Model[Name]>): AsyncGenerator<Part<Model[Name]>> {
    const { records } = page;
    const size = Math.max(1, Math.ceil(records.length / 2 ** Math.max(0, this.#times - deaths)));
    for (let at = 0; at === 0 || at < records.length; at += size) {
      const part = records.slice(at, at + size);
      const alone = part.length === 1 && records.length > 0 ? this.#keyOf(part[0]!) : null;
      const rest = at === 0 ? page : { ...page, rejected: [], gone: [] };
      const isLast = at + size >= records.length;
      if (alone === null || this.isSuspect(alone))
        yield { page: { ...rest, records: part }, isLast };
      else yield* this.#suspecting(alone, { page: { ...rest, records: part }, isLast });
    }
  }

  async *#suspecting(key: string, part: Part<Model[Name]>): AsyncGenerator<Part<Model[Name]>> {
    const { memory, store, model } = this.#setup;
    await memory.attempts.suspect(store, model, key);
    try {
      yield part;
    } finally {
      // It failed, perhaps; but the process lives.
      await memory.attempts.clear(store, model, [key]);
    }
  }

  #holdsSuspect({ records }: Page<Model[Name]>): boolean {
    return records.some((record) => this.isSuspect(this.#keyOf(record)));
  }

  async #count(): Promise<void> {
    const { memory, store, model } = this.#setup;
    this.#times = await memory.attempts.begin(store, model, this.#place);
  }

  #keyOf({ ref }: Model[Name]): string {
    return `${this.#setup.model}/${this.#setup.store}:${ref.id}`;
  }
}
