import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceMonthChart from 'c/commerceMonthChart';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const MONTHS = [
  { month: '2026-01', net: 1_000_000n, orders: 1 },
  { month: '2026-02', net: 0n, orders: 0 },
  { month: '2026-03', net: 500_000n, orders: 3 },
];

function chart(months = MONTHS) {
  const element = createElement('c-commerce-month-chart', { is: CommerceMonthChart });
  Object.assign(element, { months, currency: 'GBP' });
  document.body.appendChild(element);
  return element;
}

const columns = (element) => [...element.shadowRoot.querySelectorAll('.column')];
const caption = (element) => element.shadowRoot.querySelector('.caption').textContent;
const settled = () => Promise.resolve();

describe('c-commerce-month-chart', () => {
  it('draws a bar a month and sums them up', async () => {
    const element = chart();
    const heights = [...element.shadowRoot.querySelectorAll('.bar')].map(({ style }) => style.blockSize);
    expect(heights.map(parseFloat)).toEqual([100, 0, 50]);
    expect(caption(element)).toContain('£150.00');
    await expect(element).toBeAccessible();
  });

  it('is one stop of the Tab key, with the arrows from month to month', async () => {
    const element = chart();
    expect(columns(element).map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    columns(element)[2].focus();
    await settled();
    expect(caption(element)).toMatch(/^March 2026: £50\.00/);
    const press = async (key) => {
      element.shadowRoot.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key }));
      await settled();
    };
    await press('ArrowLeft');
    expect(caption(element)).toMatch(/^February 2026: £0\.00/);
    await press('Home');
    expect(caption(element)).toMatch(/^January 2026: £100\.00/);
    await press('ArrowLeft');
    expect(columns(element).map(({ ariaChecked }) => ariaChecked)).toEqual(['true', 'false', 'false']);
    await expect(element).toBeAccessible();
  });

  it('says the month under the mouse', async () => {
    const element = chart();
    columns(element)[0].dispatchEvent(new CustomEvent('mouseenter'));
    await settled();
    expect(caption(element)).toMatch(/^January 2026/);
    columns(element)[0].dispatchEvent(new CustomEvent('mouseleave'));
    await settled();
    expect(caption(element)).toMatch(/^c\.Orderlens_Months_Last/);
  });

  it('is a table for whoever wants one', async () => {
    const element = chart();
    element.shadowRoot.querySelector('lightning-button-icon').click();
    await settled();
    const cells = [...element.shadowRoot.querySelectorAll('tbody th, tbody td')];
    expect(cells.map(({ textContent }) => textContent).slice(0, 3)).toEqual([
      'January 2026',
      '1',
      '£100.00',
    ]);
    await expect(element).toBeAccessible();
  });

  it('marks a month that gave back more than it brought', () => {
    const element = chart([{ month: '2026-01', net: -1n, orders: 1 }, ...MONTHS]);
    expect(element.shadowRoot.querySelector('.bar_negative').style.blockSize).toBe('0%');
  });

  it('says that there was nothing', async () => {
    const element = chart(MONTHS.map((month) => ({ ...month, net: 0n, orders: 0 })));
    expect(columns(element)).toHaveLength(0);
    expect(element.shadowRoot.querySelector('.empty').textContent).toBe('c.Orderlens_Months_None');
    await expect(element).toBeAccessible();
  });
});
