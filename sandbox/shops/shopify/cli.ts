import { parseArgs } from 'node:util';
import { onStop } from '../../lifetime.ts';
import { demoSeed } from '../demo-data.ts';
import { startShop, type ShopOptions } from './index.ts';
import { messageOf } from './message.ts';

const help = `Starts a simulated Shopify shop on 127.0.0.1.

  npm run shop -- [--port N] [--seed FILE | --demo] [--points N] [--json]

  --port   port to listen on (any free one)
  --seed   JSONL file with the shop's content; may end in .gz
  --demo   the demo gift shop
  --token  access token (shpat_sandbox)
  --client-secret  what webhooks are signed with (shpss_sandbox)
  --points GraphQL points a second: 100 (standard plans), 200 (Advanced), 1000 (Plus), 2000 (Enterprise)
  --bulk-results  folder with ready-made results of bulk operations (bulk/ready.ts), for the largest histories
  --json   print one line {"url","accessToken","clientSecret","shopId"} when ready
`;

function options(): ShopOptions & { json: boolean; help: boolean } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string' },
      demo: { type: 'boolean', default: false },
      token: { type: 'string' },
      'client-secret': { type: 'string' },
      points: { type: 'string', default: '100' },
      'bulk-results': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is no port.`);
  const plan = Number(values.points);
  if (!Number.isInteger(plan) || plan < 1)
    throw new Error(`--points ${values.points} is no number.`);
  if (values.seed !== undefined && values.demo) throw new Error('Give either --seed or --demo.');
  const seed = values.demo ? demoSeed({ now: new Date() }) : values.seed;
  return {
    port,
    plan,
    json: values.json,
    help: values.help,
    ...(seed === undefined ? {} : { seed }),
    ...(values['bulk-results'] === undefined ? {} : { bulkResults: values['bulk-results'] }),
    ...(values.token === undefined ? {} : { accessToken: values.token }),
    ...(values['client-secret'] === undefined ? {} : { clientSecret: values['client-secret'] }),
  };
}

async function main(): Promise<void> {
  const { json, help: wantsHelp, ...shopOptions } = options();
  if (wantsHelp) return void process.stdout.write(help);
  const shop = await startShop(shopOptions);
  const { url, accessToken, clientSecret, shopId } = shop;
  const { customers, orders, products } = shop.store;
  process.stdout.write(
    json
      ? `${JSON.stringify({ url, accessToken, clientSecret, shopId })}\n`
      : `Shopify shop ready: ${url}\nAccess token: ${accessToken}\n${customers.size} customers, ${products.size} products, ${orders.size} orders\n`,
  );
  onStop(() => void shop.close().then(() => process.exit(0)));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The shop did not start: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
