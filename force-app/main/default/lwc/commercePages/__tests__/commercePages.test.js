import {
  askForMore,
  fail,
  noPages,
  receive,
  startOver,
  startsAfter,
  tryAgain,
} from 'c/commercePages';

describe('c-commerce-pages', () => {
  it('shows nothing before the first answer', () => {
    expect(noPages()).toMatchObject({ shown: null, busy: true, more: false });
    expect(startsAfter(noPages())).toBeNull();
  });

  it('asks for the page after the last row', () => {
    const first = receive(noPages(), ['a', 'b'], true);
    expect(first).toMatchObject({ shown: ['a', 'b'], busy: false, more: true });
    const asked = askForMore(first);
    expect(asked).toMatchObject({ shown: ['a', 'b'], busy: true });
    expect(startsAfter(asked)).toBe('b');
    expect(receive(asked, ['c'], false)).toMatchObject({ shown: ['a', 'b', 'c'], more: false });
  });

  it('asks once, however often the button is pressed, and not past the end', () => {
    const asked = askForMore(receive(noPages(), ['a'], true));
    expect(askForMore(asked)).toBe(asked);
    const end = receive(noPages(), ['a'], false);
    expect(askForMore(end)).toBe(end);
  });

  it('adds a page at the end when one is asked for while the list is read again', () => {
    const again = startOver(receive(noPages(), ['a'], true));
    const asked = askForMore(again);
    expect(askForMore(asked)).toBe(asked);
    const half = receive(asked, ['new'], true);
    expect(half).toMatchObject({ shown: ['a'], busy: true });
    expect(receive(half, ['a'], true)).toMatchObject({ shown: ['new', 'a'], busy: false });
  });

  it('puts a page that arrives again in the place of its former self', () => {
    const two = receive(askForMore(receive(noPages(), ['a'], true)), ['b'], true);
    expect(receive(two, ['b2'], true).shown).toEqual(['a', 'b2']);
  });

  it('starts over as deep as before and keeps the rows until then', () => {
    const two = receive(askForMore(receive(noPages(), ['a'], true)), ['b'], false);
    const again = startOver(two);
    expect(again).toMatchObject({ shown: ['a', 'b'], busy: true });
    expect(startsAfter(again)).toBeNull();
    const half = receive(again, ['new', 'a'], true);
    expect(half).toMatchObject({ shown: ['a', 'b'], busy: true });
    expect(startsAfter(half)).toBe('a');
    expect(receive(half, ['b'], false)).toMatchObject({ shown: ['new', 'a', 'b'], busy: false });
  });

  it('keeps the rows through a failure', () => {
    const first = receive(noPages(), ['a'], true);
    expect(fail(askForMore(first))).toMatchObject({ shown: ['a'], busy: false });
    expect(tryAgain(fail(first)).busy).toBe(true);
  });

  it('ends where a page says there is more but brings nothing', () => {
    expect(receive(noPages(), [], true)).toMatchObject({ shown: [], more: false, busy: false });
  });
});
