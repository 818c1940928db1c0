import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

/** The whole command, as a person runs it, on a history of our own that has every kind of line. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-real-test-'));
after(() => fs.rmSync(folder, { recursive: true }));

const orders = 300;

function history(): string {
  const rows = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
  ];
  for (let order = 0; order < orders; order++) {
    const day = `2011-0${1 + (order % 9)}-1${order % 10} 09:30:00`;
    const customer = order % 7 === 0 ? '' : String(12_346 + (order % 40));
    for (let line = 0; line <= order % 12; line++) {
      const title = line % 3 === 0 ? '"CAKE STAND, 3 TIER"' : ` JUMBO BAG ${line} `;
      const price = (0.85 + line * 1.105).toFixed(3);
      rows.push(
        `${540_000 + order},22${line}A,${title},${line + 1},${day},${price},${customer},EIRE`,
      );
    }
  }
  rows.push('C540900,22423,CAKE STAND,-2,2011-01-01 10:00:00,12.75,12346,EIRE');
  for (let order = 1; order < orders; order += 4) {
    if (order % 7 === 0) continue;
    const customer = 12_346 + (order % 40);
    const at = `2011-10-0${1 + (order % 3)} 23:45:00`;
    rows.push(`C${541_000 + order},220A,"CAKE STAND, 3 TIER",-1,${at},0.850,${customer},EIRE`);
    rows.push(`C${541_000 + order},221A, JUMBO BAG 1 ,-2,${at},1.955,${customer},EIRE`);
  }
  rows.push('540901,22423,LOST,-5,2011-01-01 10:00:00,0,,United Kingdom');
  rows.push('540902,22423,BROKEN,x,2011-01-01 10:00:00,1,,United Kingdom');
  return `${rows.join('\n')}\n`;
}

const file = path.join(folder, 'history.csv');
fs.writeFileSync(file, history());

async function run(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const command = path.join(import.meta.dirname, 'index.ts');
  const child = spawn(process.execPath, [command, file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: printed.join('').trim().split('\n') };
}

describe('real-input', () => {
  it('shows both sides equal, and writes nothing the second time', async () => {
    const { code, lines } = await run('--json');
    const result = JSON.parse(lines.at(-1)!);
    assert.deepEqual(result.salesforce, result.source, lines.join('\n'));
    assert.equal(result.source.orders, orders);
    assert.equal(result.daysThatDiffer, 0);
    assert.equal(result.customersThatDiffer, 0);
    assert.ok(result.source.refunds > 60, `${result.source.refunds} refunds`);
    assert.equal(result.secondRunRowsWritten, 0);
    assert.deepEqual(result.notLoaded, {
      'cancellation without an order': { lines: 1, sum: '-25.5' },
      'stock write-off': { lines: 1, sum: '0' },
    });
    assert.deepEqual(result.rejected.length, 1);
    assert.match(result.rejected[0].reason, /Quantity "x"/);
    const { lines: orderLines, customers, refunds } = result.source;
    // Of each customer an account, a contact, the customer and what they are worth; of each refund two lines.
    assert.equal(result.rowsWritten, orders + orderLines + 4 * customers + 3 * refunds);
    assert.equal(code, 0);
  });

  it('comes out the same when it is killed and started again', async () => {
    const { code, lines } = await run('--kill', '3');
    assert.equal(lines.at(-1), '3 of 3 came out identical', lines.join('\n'));
    assert.equal(code, 0);
  });
});
