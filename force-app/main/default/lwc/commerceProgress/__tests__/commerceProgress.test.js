import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceProgress from 'c/commerceProgress';
import { orderSteps, parcelSteps } from 'c/commerceOrderData';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

function progress(steps) {
  const element = createElement('c-commerce-progress', { is: CommerceProgress });
  element.steps = steps;
  document.body.appendChild(element);
  return element;
}

const COURSE = { status: 'paid', paymentStatus: 'paid', placedAt: '2026-03-16T09:00:00Z' };
const PARCEL = { status: 'open', shippedAt: null, deliveredAt: null };
const states = (steps) => steps.map(({ name, state }) => `${name} ${state}`).join(', ');

describe('c-commerce-progress', () => {
  it('says each step in words, and when it was taken', async () => {
    const element = progress(parcelSteps(COURSE, { ...PARCEL, status: 'exception' }));
    const items = [...element.shadowRoot.querySelectorAll('li')];
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'c.Orderlens_Step_Placed: c.Orderlens_Step_Done',
      'c.Orderlens_Step_Paid: c.Orderlens_Step_Done',
      'c.Orderlens_Step_Packed: c.Orderlens_Step_Done',
      'c.Orderlens_Step_Shipped: c.Orderlens_Step_Done',
      'c.Orderlens_Step_Delivered: c.Orderlens_Step_Failed',
    ]);
    expect(items[0].title).toMatch(/^March 16, 2026/);
    expect(element.shadowRoot.querySelector('.step_failed lightning-icon')).not.toBeNull();
    await expect(element).toBeAccessible();
  });
});

describe('steps of a parcel', () => {
  const rest = 'placed done, paid done, packed done';

  it.each([
    ['open', `${rest}, shipped ahead, delivered ahead`],
    ['shipped', `${rest}, shipped done, delivered ahead`],
    ['out for delivery', `${rest}, shipped done, delivered ahead`],
    ['delivered', `${rest}, shipped done, delivered done`],
    ['exception', `${rest}, shipped done, delivered failed`],
    ['cancelled', ''],
  ])('%s', (status, expected) => {
    expect(states(parcelSteps(COURSE, { ...PARCEL, status }))).toBe(expected);
  });

  it('goes by its dates where it has no status', () => {
    const shippedAt = '2026-03-17T11:00:00Z';
    const steps = parcelSteps(COURSE, { status: null, shippedAt, deliveredAt: null });
    expect(states(steps)).toBe(`${rest}, shipped done, delivered ahead`);
    expect(steps[3].at).toBe(shippedAt);
  });

  it('is no exception any more when it has arrived', () => {
    const deliveredAt = '2026-03-17T11:00:00Z';
    const steps = parcelSteps(COURSE, { status: 'exception', shippedAt: null, deliveredAt });
    expect(steps[4]).toEqual({ name: 'delivered', state: 'done', at: deliveredAt });
  });

  it.each([
    ['PARTIALLY_REFUNDED', 'paid done'],
    ['pending', 'paid ahead'],
    ['Überwiesen', null],
    [null, null],
  ])('knows of money only what it understands: %s', (paymentStatus, expected) => {
    const steps = parcelSteps({ ...COURSE, status: 'shipped', paymentStatus }, PARCEL);
    expect(steps.find(({ name }) => name === 'paid') ?? null).toEqual(
      expected && { name: 'paid', state: expected.split(' ')[1], at: null },
    );
  });
});

describe('steps of an order without parcels', () => {
  it.each([
    ['open', 'placed done, packed ahead, shipped ahead, delivered ahead'],
    ['paid', 'placed done, paid done, packed ahead, shipped ahead, delivered ahead'],
    ['payment failed', 'placed done, paid failed, packed ahead, shipped ahead, delivered ahead'],
    ['shipped', 'placed done, packed done, shipped done, delivered ahead'],
    ['delivered', 'placed done, packed done, shipped done, delivered done'],
    ['cancelled', ''],
    ['refunded', ''],
    [null, ''],
  ])('%s', (status, expected) => {
    expect(states(orderSteps({ ...COURSE, paymentStatus: null, status }))).toBe(expected);
  });
});
