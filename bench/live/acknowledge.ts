import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { demoSeed } from '../../sandbox/shops/demo-data.ts';
import { Operation, storeId, storeKey } from '../operation/operation.ts';
import { readOrg } from '../operation/org-view.ts';
import type { AckOrder, Acks } from './acks.ts';

const perSecond = 500;
const patienceMs = 300_000;

export interface Acknowledged extends Acks {
  /** Of the orders that deliveries were about, those that the org did not have in the end. */
  readonly missing: number;
}

/** Delivers 500 a second while the middleware reads a shop of so many orders for the first time. */
export async function acknowledge(orders: number, seconds: number): Promise<Acknowledged> {
  const operation = await Operation.start({
    seed: demoSeed({ now: new Date(), orders }),
    plan: 2000,
  });
  try {
    const replica = await operation.startReplica('middleware');
    if (!(await replica.ready(120_000))) throw new Error('The middleware did not get ready');
    const { domain } = operation.shop.store.shop;
    const ids = [...operation.shop.store.orders.keys()];
    const secret = operation.shop.clientSecret;
    const url = `${replica.url}/webhooks/${storeKey}`;
    const acks = await send({
      url,
      domain,
      secret,
      rate: perSecond,
      seconds,
      orders: ids.slice(0, 5000),
    });
    await operation.firstRead(patienceMs);
    const there = readOrg(operation.org, 'Commerce_Order__c', ['External_Id__c']);
    const known = new Set(there.map((row) => row['External_Id__c']));
    const missing = ids.filter((id) => !known.has(`${storeId}:${id}`)).length;
    return { ...acks, missing };
  } finally {
    await operation.stop();
  }
}

async function send(order: AckOrder): Promise<Acks> {
  const file = path.join(import.meta.dirname, 'acks.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The deliveries ended with code ${code}`);
  return JSON.parse(text) as Acks;
}
