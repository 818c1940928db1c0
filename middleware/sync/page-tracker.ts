/** Which pages are settled, so that the checkpoint never passes a record without an outcome. */
export interface OpenPage {
  readonly cursor: string | null;
  /** UTC ISO-8601 by the source's clock. */
  readonly readAt: string;
  /** One record more to wait for. */
  expect(): void;
  /** One record fewer. */
  settle(): void;
  /** Everything that will be expected has been. */
  close(): void;
  /** A record could not be written for a passing reason: the page is to be read again. */
  hold(): void;
}

export interface Reached {
  readonly cursor: string | null;
  readonly readAt: string;
}

export class PageTracker {
  readonly #pages: { page: Reached; waiting: number; held: boolean }[] = [];
  #reached: Reached | undefined;

  open({ cursor, readAt }: Reached): OpenPage {
    // The page itself is one thing to wait for until it is closed.
    const entry = { page: { cursor, readAt }, waiting: 1, held: false };
    this.#pages.push(entry);
    const settle = () => {
      entry.waiting -= 1;
    };
    return {
      cursor,
      readAt,
      expect: () => {
        entry.waiting += 1;
      },
      settle,
      close: settle,
      hold: () => {
        entry.held = true;
      },
    };
  }

  /** The last page before which, itself included, all is settled; undefined when that is no further than last time. */
  takeReached(): Reached | undefined {
    let reached: Reached | undefined;
    while (this.#pages[0]?.waiting === 0 && !this.#pages[0].held) {
      reached = this.#pages.shift()!.page;
    }
    if (reached) this.#reached = reached;
    return reached;
  }

  /** The furthest page ever taken. */
  get reached(): Reached | undefined {
    return this.#reached;
  }

  /** Whether every page that was opened has been taken. */
  get done(): boolean {
    return this.#pages.length === 0;
  }
}
