import { build } from 'vite';
import { iconModules } from './icons.ts';
import { lwc, panelModules, platformModules } from './lwc-plugin.ts';
import { packageMetadata } from './package-metadata.ts';
import { outDir, pageRoot } from './paths.ts';
import { salesforceModules } from './salesforce-modules.ts';

/** Takes some seconds; the result needs no network and no build tool. */
export async function buildConsole(): Promise<void> {
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
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      // One bundle is what makes it quick: the base components are some 900 modules.
      chunkSizeWarningLimit: 8192,
      sourcemap: true,
    },
  });
}
