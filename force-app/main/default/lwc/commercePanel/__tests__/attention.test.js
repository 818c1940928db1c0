import { Attention } from '../attention';

const MINUTE = 60_000;

describe('attention', () => {
  let watched;
  let attention;

  const look = (seconds = 10) => {
    attention = new Attention(watched, seconds);
    attention.start();
  };
  const hide = (isHidden) => {
    const state = isHidden ? 'hidden' : 'visible';
    jest.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new CustomEvent('visibilitychange'));
  };
  const reads = () => watched.refreshUnasked.mock.calls.length;

  beforeEach(() => {
    jest.useFakeTimers();
    watched = { readAt: Date.now(), mayRefresh: true, refreshUnasked: jest.fn() };
  });
  afterEach(() => {
    attention.stop();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('looks again every few seconds', () => {
    look();
    jest.advanceTimersByTime(9_999);
    expect(reads()).toBe(0);
    jest.advanceTimersByTime(20_001);
    expect(reads()).toBe(3);
  });

  it.each([
    [0, 0],
    [1, 12],
    [5, 12],
    [30, 2],
    [Number.NaN, 0],
  ])('keeps to %s seconds, but never below five', (seconds, expected) => {
    look(seconds);
    jest.advanceTimersByTime(MINUTE);
    expect(reads()).toBe(expected);
  });

  it('follows an interval that is changed', () => {
    look(10);
    attention.every(30);
    jest.advanceTimersByTime(MINUTE);
    expect(reads()).toBe(2);
    attention.every(0);
    jest.advanceTimersByTime(MINUTE);
    expect(reads()).toBe(2);
  });

  it.each(['pointermove', 'pointerdown', 'keydown'])('rests after five minutes without %s', (sign) => {
    look(60);
    jest.advanceTimersByTime(20 * MINUTE);
    expect(reads()).toBe(4);
    window.dispatchEvent(new CustomEvent(sign));
    jest.advanceTimersByTime(MINUTE);
    expect(reads()).toBe(5);
  });

  it('leaves a hidden page alone, and looks when it comes back', () => {
    look();
    hide(true);
    jest.advanceTimersByTime(10 * MINUTE);
    expect(reads()).toBe(0);
    hide(false);
    expect(reads()).toBe(1);
    jest.advanceTimersByTime(10_000);
    expect(reads()).toBe(2);
  });

  it('looks when the window gets the focus, unless it has just looked', () => {
    look(0);
    jest.advanceTimersByTime(4_999);
    window.dispatchEvent(new CustomEvent('focus'));
    expect(reads()).toBe(0);
    jest.advanceTimersByTime(1);
    window.dispatchEvent(new CustomEvent('focus'));
    expect(reads()).toBe(1);
  });

  it('does not disturb a read under way', () => {
    watched.mayRefresh = false;
    look();
    jest.advanceTimersByTime(MINUTE);
    window.dispatchEvent(new CustomEvent('focus'));
    expect(reads()).toBe(0);
  });

  it('hears and does nothing more when it is stopped', () => {
    const added = jest.spyOn(window, 'addEventListener');
    const removed = jest.spyOn(window, 'removeEventListener');
    look();
    attention.stop();
    expect(removed.mock.calls.map(([name, listener]) => [name, listener])).toEqual(
      added.mock.calls.map(([name, listener]) => [name, listener]),
    );
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(MINUTE);
    window.dispatchEvent(new CustomEvent('focus'));
    hide(false);
    expect(reads()).toBe(0);
  });
});
