import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import {
  ACCOUNT,
  button,
  GIFT_SHOP,
  many,
  message,
  mine,
  numbers,
  ofOrders,
  ofStores,
  order,
  orders,
  panel,
  refreshButton,
  rows,
  settled,
  sizeAsked,
  stores,
  whereAsked,
} from './testing';

beforeAll(setup);

describe('c-commerce-order-history: looks again by itself', () => {
  let refresh;

  const tick = async (seconds = 10) => {
    jest.advanceTimersByTime(seconds * 1_000);
    await settled();
  };
  const answer = async (...given) => {
    graphql.emit(orders(...given), ofOrders, refresh);
    await settled();
  };

  beforeEach(() => {
    jest.useFakeTimers();
    refresh = jest.fn();
  });
  afterEach(() => {
    document.body.replaceChildren();
    jest.useRealTimers();
  });

  it('every ten seconds, and keeps rows and what is open', async () => {
    const element = await panel();
    graphql.emit(stores(GIFT_SHOP), ofStores);
    await answer([order(1)]);
    const [before] = rows(element);
    const elsewhere = document.createElement('input');
    document.body.append(elsewhere);
    elsewhere.focus();
    await tick();
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(rows(element)[0]).toBe(before);
    await answer([order(2), order(1)]);
    expect(numbers(element)).toEqual(['#2', '#1']);
    expect(rows(element)[1]).toBe(before);
    expect(document.activeElement).toBe(elsewhere);
    jest.useRealTimers();
    await expect(element).toBeAccessible();
  });

  it('as often as an admin has said', async () => {
    const element = await panel(ACCOUNT, { refreshSeconds: 30 });
    await answer([order(1)]);
    await tick(29);
    expect(refresh).not.toHaveBeenCalled();
    await tick(1);
    expect(refresh).toHaveBeenCalledTimes(1);
    await answer([order(1)]);
    element.refreshSeconds = 0;
    await tick(120);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('not while it is reading', async () => {
    await panel();
    await tick();
    expect(refresh).not.toHaveBeenCalled();
    await answer([order(1)]);
    await tick();
    await tick();
    await tick();
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('takes the silence of the platform for an answer', async () => {
    const element = await panel();
    refresh.mockResolvedValue();
    await answer([order(1)]);
    await tick();
    await tick();
    expect(refresh).toHaveBeenCalledTimes(2);
    expect(numbers(element)).toEqual(['#1']);
  });

  it('as deep as the person had come, and goes further when they ask meanwhile', async () => {
    const element = await panel();
    await answer(many(1, 20), true);
    await tick();
    button(element).click();
    await answer([order(99), ...many(1, 19)], true);
    expect(rows(element)).toHaveLength(20);
    await answer(many(20, 30));
    // The next page may have come from the cache: it is read once more.
    await answer(many(20, 30));
    expect(rows(element)).toHaveLength(31);
  });

  it('as deep as the person had come, where a few rows were enough to begin with', async () => {
    const element = await panel(ACCOUNT, { rowsShown: 5 });
    await answer(many(1, 5), true);
    button(element).click();
    await answer(many(6, 25), true);
    await tick();
    const answerPastCache = async (...given) => {
      await answer(...given);
      await answer(...given);
    };
    expect(sizeAsked()).toBe(5);
    await answerPastCache([order(99), ...many(1, 4)], true);
    expect(sizeAsked()).toBe(20);
    await answerPastCache(many(5, 24), true);
    expect(rows(element)).toHaveLength(25);
    // The last row has been pushed down; it stays in sight.
    await answerPastCache(many(25, 44), true);
    expect(rows(element)).toHaveLength(26);
    expect(numbers(element).at(-1)).toBe('#25');
  });

  it('ends when it fails again and the platform has nothing new to say of it', async () => {
    const element = await panel();
    refresh.mockResolvedValue();
    graphql.emitErrors([{ message: 'Busy' }], ofOrders, refresh);
    await settled();
    message(element).dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(message(element)).toMatchObject({ kind: 'error' });
    await tick();
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it('says nothing of one failure, but of two', async () => {
    const element = await panel();
    await answer([order(1)]);
    const fail = async () => {
      graphql.emitErrors([{ message: 'Busy' }], ofOrders, refresh);
      await settled();
    };
    await tick();
    await fail();
    expect(message(element)).toBeNull();
    await tick();
    await fail();
    expect(message(element)).toMatchObject({ message: 'c.Orderlens_Orders_Stale' });
    await tick();
    await answer([order(1)]);
    expect(message(element)).toBeNull();
    refreshButton(element).click();
    await fail();
    expect(message(element)).not.toBeNull();
  });

  it('not where it may not read', async () => {
    await panel();
    const error = { message: 'x', extensions: { ErrorType: 'ValidationError' } };
    graphql.emitErrors([error], ofOrders, refresh);
    await settled();
    await tick();
    expect(refresh).not.toHaveBeenCalled();
  });

  it('not in a tab behind another', async () => {
    const element = await panel();
    element.checkVisibility = () => false;
    await answer([order(1)]);
    await tick();
    expect(refresh).not.toHaveBeenCalled();
    element.checkVisibility = () => true;
    await tick();
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('shows none that the shop has removed, and reads on after them', async () => {
    const element = await panel();
    const removed = { Removed__c: { value: true } };
    await answer([...many(1, 19), order(20, removed)], true);
    expect(rows(element)).toHaveLength(19);
    button(element).click();
    await settled();
    expect(whereAsked()[0]).toEqual(mine);
    expect(whereAsked()[1].or[1].and[1]).toEqual({ Id: { lt: 'a01000000000000020' } });
  });

  it('reads on by itself where the shop has removed all that a page holds', async () => {
    const removed = { Removed__c: { value: true } };
    const element = await panel(ACCOUNT, { rowsShown: 2 });
    await answer([order(4, removed), order(3, removed)], true);
    expect(whereAsked()[1].or[1].and[1]).toEqual({ Id: { lt: 'a01000000000000003' } });
    expect(sizeAsked()).toBe(20);
    await answer([order(2), order(1)]);
    expect(numbers(element)).toEqual(['#2', '#1']);
    expect(button(element)).toBeNull();
  });
});

describe('c-commerce-order-history: asks the shop', () => {
  const asking = (element) => element.shadowRoot.querySelector('c-commerce-sync-request');
  const frame = (element) => element.shadowRoot.querySelector('c-commerce-panel-frame');

  it('by the same button that reads again, and says so beside the title', async () => {
    const element = await panel();
    const refresh = jest.fn();
    graphql.emit(stores(GIFT_SHOP), ofStores);
    graphql.emit(orders([order(1)]), ofOrders, refresh);
    await settled();
    expect(frame(element).refreshLabel).toBe('c.Orderlens_Refresh');
    const detail = { mayAsk: true, text: null, detail: null };
    asking(element).dispatchEvent(new CustomEvent('change', { detail }));
    await settled();
    expect(frame(element).refreshLabel).toBe('c.Orderlens_Refresh_From_Shop');
    const freshness = frame(element).freshness;
    asking(element).ask = jest.fn();
    refreshButton(element).click();
    expect(asking(element).ask).toHaveBeenCalledTimes(1);
    expect(refresh).toHaveBeenCalledTimes(1);
    graphql.emit(orders([order(1)]), ofOrders, refresh);
    const asked = { ...detail, text: 'asking', detail: 'why' };
    asking(element).dispatchEvent(new CustomEvent('change', { detail: asked }));
    await settled();
    expect(frame(element)).toMatchObject({ freshness: 'asking', exactFreshness: 'why' });
    asking(element).dispatchEvent(new CustomEvent('answer'));
    expect(refresh).toHaveBeenCalledTimes(2);
    asking(element).dispatchEvent(new CustomEvent('change', { detail }));
    await settled();
    expect(frame(element).freshness).toBe(freshness);
  });
});
