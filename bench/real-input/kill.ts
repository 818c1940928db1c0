import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { backfill, startBackfill } from './middleware.ts';
import { queryToFile } from './org.ts';
import type { Org, World } from './world.ts';

/** Everything the middleware writes, with parents by their keys: ids and times of the system differ in every org. */
const dumps: Readonly<Record<string, string>> = {
  Account: 'SELECT Commerce_Key__c, Name FROM Account WHERE Commerce_Key__c != null',
  Contact:
    'SELECT Commerce_Key__c, Account.Commerce_Key__c, FirstName, LastName, Email, Phone FROM Contact WHERE Commerce_Key__c != null',
  Commerce_Customer__c:
    'SELECT External_Id__c, Store__c, Name, First_Name__c, Last_Name__c, Email__c, Phone__c, Country_Code__c, Registered__c, Registered_At__c, Account__r.Commerce_Key__c, Contact__r.Commerce_Key__c FROM Commerce_Customer__c',
  Commerce_Order__c:
    'SELECT External_Id__c, Store__c, Name, Customer__r.External_Id__c, Account__r.Commerce_Key__c, Contact__r.Commerce_Key__c, Placed_At__c, Placed_On__c, Status__c, Total__c, Currency__c, Email__c, Item_Summary__c, Line_Count__c, Subtotal__c, Discount__c, Shipping__c, Tax__c, Refunded__c, Discount_Codes__c, Cancelled_At__c, Payment_Status__c, Fulfillment_Status__c, Channel__c, Admin_Url__c, Ship_To_Name__c, Ship_To_Street__c, Ship_To_City__c, Ship_To_Region__c, Ship_To_Postal_Code__c, Ship_To_Country_Code__c, Shipment_Count__c, Refund_Count__c FROM Commerce_Order__c',
  Commerce_Order_Line__c:
    'SELECT External_Id__c, Order__r.External_Id__c, Name, Title__c, Position__c, SKU__c, Quantity__c, Unit_Price__c, Total__c, Currency__c, Removed__c FROM Commerce_Order_Line__c',
  Commerce_Shipment__c:
    'SELECT External_Id__c, Order__r.External_Id__c, Name, Status__c, Carrier__c, Tracking_Number__c, Tracking_Url__c, Shipped_At__c, Delivered_At__c, Removed__c FROM Commerce_Shipment__c',
  Commerce_Shipment_Line__c:
    'SELECT External_Id__c, Shipment__r.External_Id__c, Order_Line__r.External_Id__c, Name, Title__c, Quantity__c, Removed__c FROM Commerce_Shipment_Line__c',
  Commerce_Refund__c:
    'SELECT External_Id__c, Order__r.External_Id__c, Name, Refunded_At__c, Refunded_On__c, Amount__c, Currency__c, Reason__c, Removed__c FROM Commerce_Refund__c',
  Commerce_Refund_Line__c:
    'SELECT External_Id__c, Refund__r.External_Id__c, Order_Line__r.External_Id__c, Name, SKU__c, Title__c, Quantity__c, Amount__c, Currency__c, Removed__c FROM Commerce_Refund_Line__c',
  Commerce_Customer_Value__c:
    'SELECT External_Id__c, Customer__r.External_Id__c, Name, Currency__c, Placed_Total__c, Cancelled_Total__c, Refunded_Total__c, Lifetime_Value__c, Average_Order_Value__c, Placed_Count__c, Cancelled_Count__c, Refunded_Count__c, Order_Count__c, First_Order_On__c, Last_Order_At__c, Days_Between_Orders__c, Months__c FROM Commerce_Customer_Value__c',
  Commerce_Store__c:
    'SELECT External_Id__c, Name, Platform__c, Shop_Id__c, Currency__c, Time_Zone__c, Url__c FROM Commerce_Store__c',
};

/** By object: a digest of all its rows, whatever their order. */
type Dump = Record<string, string>;

/** Kills the middleware at `rounds` moments spread over a whole run; true where every org came out the same. */
export async function killRounds(
  world: World,
  rounds: number,
  say: (text: string) => void,
): Promise<boolean> {
  say('A run that nobody disturbs …');
  const started = performance.now();
  const whole = await inFreshOrg(world, 'undisturbed', async (env) => void (await backfill(env)));
  const tookMs = performance.now() - started;
  let same = 0;
  for (let round = 1; round <= rounds; round++) {
    const afterMs = Math.round((tookMs * round) / (rounds + 1));
    const dump = await inFreshOrg(world, `killed-${round}`, (env) => killOnce(env, afterMs));
    const differ = Object.keys(dumps).filter((object) => dump[object] !== whole[object]);
    if (differ.length === 0) same += 1;
    const verdict = differ.length === 0 ? 'identical' : `DIFFERS in ${differ.join(', ')}`;
    say(`${round}/${rounds} killed after ${afterMs} ms, started again: ${verdict}`);
  }
  say(`${same} of ${rounds} came out identical`);
  return same === rounds;
}

async function killOnce(env: NodeJS.ProcessEnv, afterMs: number): Promise<void> {
  const child = startBackfill(env);
  child.stdout!.resume();
  const ended = once(child, 'close');
  await Promise.race([setTimeout(afterMs), ended]);
  child.kill('SIGKILL');
  await ended;
  await backfill(env);
}

async function inFreshOrg(
  world: World,
  name: string,
  work: (env: NodeJS.ProcessEnv) => Promise<void>,
): Promise<Dump> {
  const org = await world.startOrg();
  try {
    const env = world.environment(org, name);
    await work(env);
    return await dumpOf(world, org);
  } finally {
    await org.stop();
    fs.rmSync(path.join(world.folder, name), { recursive: true, force: true });
  }
}

async function dumpOf(world: World, org: Org): Promise<Dump> {
  const dump: Dump = {};
  for (const [object, query] of Object.entries(dumps)) {
    const file = path.join(world.folder, 'dump.csv');
    const rows = await queryToFile(org, query, file);
    // No cell holds a line break but in quotes; sorting lines keeps equal sets equal either way.
    const lines = fs.readFileSync(file, 'utf8').split('\n').sort().join('\n');
    dump[object] = `${rows} ${createHash('sha256').update(lines).digest('hex')}`;
  }
  return dump;
}
