import { createElement } from 'lwc';
import { setup } from '@sa11y/jest';
import CommerceShipment from 'c/commerceShipment';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

const SHIPMENT = {
  id: 'a05',
  name: '#1001-F1',
  status: 'in transit',
  statusLabel: 'In transit',
  carrier: 'DHL',
  trackingNumber: '00340434161094022115',
  trackingUrl: 'https://dhl.example/00340434161094022115',
  shippedAt: '2026-03-17T11:00:00Z',
  deliveredAt: null,
  removed: false,
  lines: [{ id: 'a06', title: 'Lantern', quantity: 2, amount: null }],
};

function shipment(fields = {}) {
  const element = createElement('c-commerce-shipment', { is: CommerceShipment });
  element.shipment = { ...SHIPMENT, ...fields };
  document.body.appendChild(element);
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const settled = () => jest.requireActual('timers/promises').setImmediate();

describe('c-commerce-shipment', () => {
  beforeEach(() => {
    navigator.clipboard = { writeText: jest.fn().mockResolvedValue() };
  });
  afterEach(() => delete navigator.clipboard);

  it('says where the parcel is and what is in it', async () => {
    const element = shipment();
    expect(find(element, 'c-commerce-status-badge').status).toBe('in transit');
    expect(find(element, 'a').href).toBe(SHIPMENT.trackingUrl);
    expect(find(element, 'a').rel).toBe('noopener noreferrer');
    expect(find(element, '.date').title).toMatch(/^March 17, 2026/);
    expect(element.shadowRoot.textContent).toContain('2 × Lantern');
    await expect(element).toBeAccessible();
  });

  it('copies the number, and says so', async () => {
    const element = shipment();
    find(element, 'lightning-button-icon').click();
    await settled();
    expect(navigator.clipboard.writeText).toHaveBeenCalledWith(SHIPMENT.trackingNumber);
    expect(find(element, '[role="status"]').textContent).toBe('c.Orderlens_Copied');
  });

  it('claims nothing where the browser forbids it', async () => {
    navigator.clipboard.writeText.mockRejectedValue(new Error('no'));
    const element = shipment();
    find(element, 'lightning-button-icon').click();
    await settled();
    expect(find(element, '[role="status"]').textContent).toBe('');
  });

  it('leaves out what is empty or may not be seen', () => {
    const nothing = Object.fromEntries(Object.keys(SHIPMENT).map((key) => [key, null]));
    const element = shipment({ ...nothing, name: 'F1', lines: [] });
    expect(element.shadowRoot.textContent.trim()).toBe('F1');
  });

  it('shows a number without a link', () => {
    const element = shipment({ trackingUrl: null });
    expect(find(element, 'a')).toBeNull();
    expect(find(element, '.number').textContent).toBe(SHIPMENT.trackingNumber);
  });

  it('strikes out what is no longer there', async () => {
    const element = shipment({ removed: true });
    expect(find(element, '.shipment_removed')).not.toBeNull();
    expect(element.shadowRoot.textContent).toContain('c.Orderlens_No_Longer');
    await expect(element).toBeAccessible();
  });
});
