interface Keyed {
  readonly id: string;
}

/**
 * A list read page by page, each page starting after the last row of the one before (keyset), because the platform's
 * own cursors end at 4,000 rows. Values only: a component keeps one and asks for the next.
 * https://developer.salesforce.com/docs/platform/graphql/guide/pagination.html
 */
export interface Pages<Row> {
  /** What the user sees; null until the first answer. Survives a refresh and a failure. */
  readonly shown: readonly Row[] | null;
  /** What this round has brought so far. */
  readonly pages: readonly (readonly Row[])[];
  /** The page being asked for, from 0. */
  readonly index: number;
  /** How many pages the user has asked to see. */
  readonly wanted: number;
  /** How many pages the user sees. */
  readonly depth: number;
  /** The last row that the user saw before the list was read again: it stays in sight. */
  readonly until: Row | null;
  /** Whether rows follow the last one shown. */
  readonly more: boolean;
  readonly busy: boolean;
}

export function noPages<Row>(): Pages<Row> {
  return {
    shown: null,
    pages: [],
    index: 0,
    wanted: 1,
    depth: 0,
    until: null,
    more: false,
    busy: true,
  };
}

/** The row the page being asked for starts after; null for the first page. */
export function startsAfter<Row>({ pages, index }: Pages<Row>): Row | null {
  return index === 0 ? null : (pages[index - 1]?.at(-1) ?? null);
}

/**
 * The `where` of rows that follow one, the newest first and then the highest id.
 * @param field the time that orders them
 */
export function newestAfter(
  field: string,
  time: string | null,
  id: string,
): Readonly<Record<string, unknown>> {
  return {
    or: [
      { [field]: { lt: { value: time } } },
      { and: [{ [field]: { eq: { value: time } } }, { Id: { lt: id } }] },
    ],
  };
}

/** A page that arrives again, because the platform refreshed its cache, takes the place of its former self. */
export function receive<Row extends Keyed>(
  state: Pages<Row>,
  rows: readonly Row[],
  more: boolean,
): Pages<Row> {
  const { until, wanted } = state;
  const before = state.pages.slice(0, state.index);
  const pages = [...before, rows];
  const goOn = more && rows.length > 0;
  const place = (list: readonly Row[]) => list.findIndex(({ id }) => id === until?.id);
  // What is new on top pushes the last rows onto a page that nobody has asked for.
  const isPushed = until !== null && pages.length === wanted && place(pages.flat()) < 0;
  if (goOn && (pages.length < wanted || isPushed)) {
    return { ...state, pages, index: state.index + 1, busy: true };
  }
  const end = pages.length > wanted ? place(rows) + 1 : 0;
  const seen = end > 0 ? [...before, rows.slice(0, end)] : pages;
  return {
    ...state,
    pages: seen,
    shown: seen.flat(),
    depth: seen.length,
    more: goOn || (end > 0 && end < rows.length),
    busy: false,
  };
}

/** Once, however often it is asked. Whoever asks while the list is read again gets one page more at its end. */
export function askForMore<Row>(state: Pages<Row>): Pages<Row> {
  const wanted = state.depth + 1;
  if (!state.more || (state.busy && state.wanted >= wanted)) return state;
  return state.busy ? { ...state, wanted } : { ...state, wanted, index: wanted - 1, busy: true };
}

/** From the first page again, as deep as the user had come. */
export function startOver<Row>(state: Pages<Row>): Pages<Row> {
  const until = state.shown?.at(-1) ?? null;
  return { ...state, pages: [], index: 0, until, busy: true };
}

export function fail<Row>(state: Pages<Row>): Pages<Row> {
  return { ...state, busy: false };
}

export function tryAgain<Row>(state: Pages<Row>): Pages<Row> {
  return { ...state, busy: true };
}
