// Without it the page works too: three rows of products, no running total, no questions asked.
const composer = document.querySelector('[data-composer]');
const rows = composer?.querySelector('[data-rows]');
const money = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: document.body.dataset.currency,
});

function addRow() {
  const row = rows.lastElementChild.cloneNode(true);
  row.querySelector('select').value = '';
  row.querySelector('input').value = '1';
  rows.append(row);
  row.querySelector('select').focus();
}

function showTotal() {
  let pence = 0;
  for (const row of rows.children) {
    const price = row.querySelector('option:checked')?.dataset.price;
    if (price) pence += Math.round(Number(price) * 100) * Number(row.querySelector('input').value);
  }
  const total = composer.querySelector('[data-total]');
  total.hidden = pence === 0;
  total.textContent = `Goods ${money.format(pence / 100)}, before discount, shipping and tax`;
}

function showGuest() {
  const customer = composer.querySelector('[data-customer]');
  if (!customer) return;
  const guest = composer.querySelector('[data-guest]');
  guest.hidden = customer.value !== '';
  guest.querySelector('input').required = customer.value === '';
}

if (composer) {
  const add = composer.querySelector('[data-add]');
  add.hidden = false;
  add.addEventListener('click', addRow);
  composer.addEventListener('input', () => {
    showTotal();
    showGuest();
  });
  showTotal();
  showGuest();
}

document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.sure;
  if (question && !confirm(question)) event.preventDefault();
});

const told = document.querySelector('[data-told]');
if (told) {
  told.focus();
  // A reload is not to tell it again.
  const address = new URL(location.href);
  address.searchParams.delete('told');
  history.replaceState(null, '', address);
}
