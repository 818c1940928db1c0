import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'vite';
import { iconModules } from './icons.ts';
import { lwc, panelModules, platformModules } from './lwc-plugin.ts';
import { packageMetadata } from './package-metadata.ts';
import { outDir, pageRoot } from './paths.ts';
import { salesforceModules } from './salesforce-modules.ts';

/** Takes some seconds; the result needs no network and no build tool. */
export async function buildConsole(): Promise<void> {
  // A page that is being served stays whole until the new one is.
  const making = `${outDir}.${process.pid}`;
  await mkdir(dirname(outDir), { recursive: true });
  try {
    await buildInto(making);
    await rm(outDir, { recursive: true, force: true });
    await rename(making, outDir);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function buildInto(folder: string): Promise<void> {
  await build({
    root: pageRoot,
    configFile: false,
    logLevel: 'error',
    plugins: [
      salesforceModules(),
      packageMetadata(),
      lwc([...platformModules(), ...(await iconModules()), ...panelModules()]),
    ],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      // One bundle is what makes it quick: the base components are some 900 modules.
      chunkSizeWarningLimit: 8192,
      sourcemap: true,
    },
  });
}
