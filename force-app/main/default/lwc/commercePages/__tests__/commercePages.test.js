import {
  askForMore,
  fail,
  noPages,
  receive,
  startOver,
  startsAfter,
  tryAgain,
} from 'c/commercePages';

const rows = (...ids) => ids.map((id) => ({ id }));

describe('c-commerce-pages', () => {
  it('shows nothing before the first answer', () => {
    expect(noPages()).toMatchObject({ shown: null, busy: true, more: false });
    expect(startsAfter(noPages())).toBeNull();
  });

  it('asks for the page after the last row', () => {
    const first = receive(noPages(), rows('a', 'b'), true);
    expect(first).toMatchObject({ shown: rows('a', 'b'), busy: false, more: true });
    const asked = askForMore(first);
    expect(asked).toMatchObject({ shown: rows('a', 'b'), busy: true });
    expect(startsAfter(asked)).toEqual({ id: 'b' });
    expect(receive(asked, rows('c'), false)).toMatchObject({ shown: rows('a', 'b', 'c'), more: false });
  });

  it('asks once, however often the button is pressed, and not past the end', () => {
    const asked = askForMore(receive(noPages(), rows('a'), true));
    expect(askForMore(asked)).toBe(asked);
    const end = receive(noPages(), rows('a'), false);
    expect(askForMore(end)).toBe(end);
  });

  it('adds a page at the end when one is asked for while the list is read again', () => {
    const again = startOver(receive(noPages(), rows('a'), true));
    const asked = askForMore(again);
    expect(askForMore(asked)).toBe(asked);
    const half = receive(asked, rows('new'), true);
    expect(half).toMatchObject({ shown: rows('a'), busy: true });
    expect(receive(half, rows('a'), true)).toMatchObject({ shown: rows('new', 'a'), busy: false });
  });

  it('puts a page that arrives again in the place of its former self', () => {
    const two = receive(askForMore(receive(noPages(), rows('a'), true)), rows('b'), true);
    expect(receive(two, rows('b2'), true).shown).toEqual(rows('a', 'b2'));
  });

  it('starts over as deep as before and keeps the rows until then', () => {
    const two = receive(askForMore(receive(noPages(), rows('a'), true)), rows('b'), false);
    const again = startOver(two);
    expect(again).toMatchObject({ shown: rows('a', 'b'), busy: true });
    expect(startsAfter(again)).toBeNull();
    const half = receive(again, rows('new', 'a'), true);
    expect(half).toMatchObject({ shown: rows('a', 'b'), busy: true });
    expect(startsAfter(half)).toEqual({ id: 'a' });
    expect(receive(half, rows('b'), false)).toMatchObject({ shown: rows('new', 'a', 'b'), busy: false });
  });

  it('keeps the last row in sight when new ones push it down', () => {
    const one = receive(noPages(), rows('c', 'b'), true);
    const again = startOver(one);
    const half = receive(again, rows('d', 'c'), true);
    expect(half).toMatchObject({ shown: rows('c', 'b'), busy: true, index: 1 });
    const two = receive(half, rows('b', 'a'), false);
    expect(two).toMatchObject({ shown: rows('d', 'c', 'b'), more: true, busy: false });
    expect(startsAfter(askForMore(two))).toEqual({ id: 'b' });
    expect(receive(askForMore(two), rows('a'), false).shown).toEqual(rows('d', 'c', 'b', 'a'));
  });

  it('looks for a last row that is gone on one page more, not on all', () => {
    const again = startOver(receive(noPages(), rows('c', 'b'), true));
    const half = receive(again, rows('d', 'c'), true);
    const two = receive(half, rows('a', '9'), true);
    expect(two).toMatchObject({ shown: rows('d', 'c', 'a', '9'), more: true, busy: false });
  });

  it('keeps the rows through a failure', () => {
    const first = receive(noPages(), rows('a'), true);
    expect(fail(askForMore(first))).toMatchObject({ shown: rows('a'), busy: false });
    expect(tryAgain(fail(first)).busy).toBe(true);
  });

  it('ends where a page says there is more but brings nothing', () => {
    expect(receive(noPages(), [], true)).toMatchObject({ shown: [], more: false, busy: false });
  });
});
