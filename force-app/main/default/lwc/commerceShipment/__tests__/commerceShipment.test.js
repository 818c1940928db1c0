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

function shipment(fields = {}, properties = {}) {
  const element = createElement('c-commerce-shipment', { is: CommerceShipment });
  Object.assign(element, { shipment: { ...SHIPMENT, ...fields }, ...properties });
  document.body.appendChild(element);
  return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);

describe('c-commerce-shipment', () => {
  it('says where the parcel is and what is in it', async () => {
    const element = shipment();
    expect(find(element, 'c-commerce-status-badge').status).toBe('in transit');
    expect(find(element, 'a').href).toBe(SHIPMENT.trackingUrl);
    expect(find(element, 'a').rel).toBe('noopener noreferrer');
    expect(find(element, '.date').title).toMatch(/^March 17, 2026/);
    expect(element.shadowRoot.textContent).toContain('2 × Lantern');
    await expect(element).toBeAccessible();
  });

  it('offers its number to be copied', () => {
    expect(find(shipment(), 'c-commerce-copy-button')).toMatchObject({
      value: SHIPMENT.trackingNumber,
      label: 'c.Orderlens_Copy_Tracking',
    });
    expect(find(shipment({ trackingNumber: null }), 'c-commerce-copy-button')).toBeNull();
  });

  it('shows how far it has come', () => {
    const element = shipment();
    expect(find(element, 'c-commerce-progress')).toBeNull();
    const steps = [{ name: 'placed', state: 'done', at: null }];
    const other = shipment({}, { steps });
    expect(find(other, 'c-commerce-progress').steps).toEqual(steps);
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
