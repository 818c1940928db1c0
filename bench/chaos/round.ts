import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startFaultProxy } from '../../sandbox/faults/index.ts';
import { Random } from '../../sandbox/random.ts';
import { demoSeed } from '../../sandbox/shops/demo-data.ts';
import type { Fault as ShopFault } from '../../sandbox/shops/shopify/index.ts';
import { Operation } from '../operation/operation.ts';
import { Traffic } from '../operation/traffic.ts';
import { disagreement, isAgreed, type Disagreement } from './agreement.ts';
import type { Databases } from './database.ts';
import { atServer, leaseSeconds, mischiefs, type Stage } from './faults.ts';

export interface RoundSetup {
  readonly seed: number;
  readonly databases: Databases;
  readonly replicas: number;
  readonly orders: number;
}

export interface RoundResult {
  readonly disagreement: Disagreement;
  readonly changes: number;
  readonly faults: readonly string[];
  /** Until both sides agreed, after the last fault. */
  readonly settledMs: number;
  readonly tookMs: number;
}

const unrestMs = 4000;
const changesPerSecond = 30;
const patienceMs = 120_000;
/** Something old that is still on its way would come within this. */
const quietMs = 1000;
/** Of the rounds, so many begin with nothing: no database, and faults before anybody has come up. */
const coldShare = 1 / 6;

/** Waits that are minutes where nobody looks on. */
const hurry = {
  POLL_SECONDS: '1',
  SALESFORCE_TIMEOUT_SECONDS: '2',
  LEASE_SECONDS: String(leaseSeconds),
  STOP_SECONDS: '5',
};

/**
 * A middleware, or several, read a shop for the first time while customers and merchants are at work, and things go wrong.
 * Then everything is left in peace, and both sides are compared.
 */
export async function runRound(setup: RoundSetup): Promise<RoundResult> {
  const began = performance.now();
  const stage = await prepare(setup);
  const { operation, proxy, shopFaults, random } = stage;
  try {
    const isCold = random.chance(coldShare);
    Object.assign(operation.env, await setup.databases.fresh(operation.folder, isCold));
    const all = await Promise.all(Array.from({ length: setup.replicas }, stage.start));
    if (!isCold) await Promise.race(all.map((replica) => replica.ready(patienceMs)));
    const [changes, faults] = await Promise.all([drive(stage), upset(stage)]);
    shopFaults.length = 0;
    const since = performance.now();
    const found = await settle(stage);
    const settledMs = performance.now() - since;
    if (!isAgreed(found)) keepLogs(operation, setup.seed);
    return { disagreement: found, changes, faults, settledMs, tookMs: performance.now() - began };
  } finally {
    await operation.stop('SIGKILL');
    await proxy.close();
  }
}

async function prepare({ seed, orders, databases }: RoundSetup): Promise<Stage> {
  const shopFaults: ShopFault[] = [];
  const operation = await Operation.start({
    seed: demoSeed({ now: new Date(), orders }),
    plan: 2000,
    onRequest: ({ path: page }) => (page.startsWith('/admin/api') ? shopFaults.shift() : undefined),
    env: hurry,
  });
  const proxy = await startFaultProxy({ target: operation.org.url });
  operation.env['SALESFORCE_LOGIN_URL'] = proxy.url;
  let started = 0;
  return {
    ...{ operation, proxy, shopFaults, databases, random: new Random(seed) },
    org: operation.org.faults,
    start: () => operation.startReplica(`replica-${++started}`, true),
  };
}

/** Everything that people do in a shop, evenly. */
async function drive({ operation, random }: Stage): Promise<number> {
  const weights = {
    place: 6,
    ship: 5,
    deliver: 3,
    refund: 3,
    edit: 3,
    cart: 2,
    buy: 1,
    cancel: 1,
    delete: 1,
  };
  const traffic = new Traffic(operation.shop, weights, random);
  const total = (unrestMs / 1000) * changesPerSecond;
  for (let made = 0; made < total; made += 1) {
    traffic.next();
    await wait(1000 / changesPerSecond);
  }
  return total;
}

/** Four to eight things that go wrong, at any time. */
async function upset(stage: Stage): Promise<string[]> {
  const possible = { ...mischiefs, ...(stage.databases.restart ? atServer : {}) };
  const names = Object.keys(possible);
  const many = stage.random.between(4, 8);
  const chosen = Array.from({ length: many }, () => stage.random.pick(names));
  const all = ['middleware killed', ...chosen];
  const times = all.map(() => stage.random.next() * unrestMs);
  await Promise.all(
    all.map(async (name, at) => {
      await wait(times[at]);
      await possible[name]!(stage);
    }),
  );
  return all;
}

/** Until both sides agree and stay so, or patience ends. */
async function settle({ operation }: Stage): Promise<Disagreement> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const began = performance.now();
    const found = disagreement(operation.shop, operation.org);
    if (performance.now() > until) return found;
    if (!isAgreed(found) || operation.door.isBusy) {
      // Comparing takes time from the shop and the org, which are in this process.
      await wait(Math.max(250, (performance.now() - began) * 4));
      continue;
    }
    await wait(quietMs);
    const again = disagreement(operation.shop, operation.org);
    if (isAgreed(again)) return again;
  }
}

function keepLogs({ folder }: Operation, seed: number): void {
  const kept = path.join(path.dirname(folder), `orderlens-chaos-${seed}`);
  fs.mkdirSync(kept, { recursive: true });
  for (const name of fs.readdirSync(folder)) {
    if (name.endsWith('.log')) fs.copyFileSync(path.join(folder, name), path.join(kept, name));
  }
  process.stdout.write(`What the middleware said: ${kept}\n`);
}
