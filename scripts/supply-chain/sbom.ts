/** `npm run sbom`: prints what runs in production as CycloneDX. */
import { npm } from './npm.ts';
import { productionBill } from './production-bill.ts';

process.stdout.write(`${await productionBill(npm)}\n`);
