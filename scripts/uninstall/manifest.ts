import fs from 'node:fs';
import path from 'node:path';
import { ComponentSet, type ComponentLike } from '@salesforce/source-deploy-retrieve';

/** File of config/uninstall → its text. */
export type UninstallFiles = ReadonlyMap<string, string>;

/** What holds on to others and therefore goes first: a permission set cannot leave while a group has it. */
const first = new Set(['PermissionSetGroup', 'ReportType']);

/**
 * What goes with its object by itself: an object's only layout cannot be deleted, and its fields need not be named.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deleteMetadata.htm
 */
const withObject = new Set(['Layout']);

/**
 * What no manifest can name: a flow is deleted version by version, the active one not at all, and only the org knows how
 * many it has. An admin deletes them beforehand.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm
 */
const byHand = new Set(['Flow']);

/**
 * A deployment that takes the package away, in one go: groups and report types first, then the app lets go of its
 * record pages, because a page in use cannot be deleted, then everything else.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm
 */
export async function uninstallFiles(root: string): Promise<UninstallFiles> {
  const packageDir = path.join(root, 'force-app');
  const { before, after } = removals(packageDir);
  const app = { fullName: 'Orderlens', type: 'CustomApplication' };
  const source = path.join(packageDir, 'main/default/applications/Orderlens.app-meta.xml');
  return new Map([
    ['package.xml', await manifest(root, [app])],
    ['destructiveChangesPre.xml', await manifest(root, before)],
    ['destructiveChangesPost.xml', await manifest(root, after)],
    ['applications/Orderlens.app', withoutPages(fs.readFileSync(source, 'utf8'))],
  ]);
}

interface Removals {
  readonly before: readonly ComponentLike[];
  readonly after: readonly ComponentLike[];
}

function removals(packageDir: string): Removals {
  const components = ComponentSet.fromSource(packageDir).getSourceComponents().toArray();
  const all = components
    .filter(({ type }) => !withObject.has(type.name) && !byHand.has(type.name))
    // Labels stand in one file that is no component of an org.
    .flatMap((one) => (one.type.name === 'CustomLabels' ? one.getChildren() : [one]))
    .map(({ fullName, type }) => ({ fullName, type: type.name }));
  return {
    before: all.filter(({ type }) => first.has(type)),
    after: all.filter(({ type }) => !first.has(type)),
  };
}

async function manifest(root: string, components: readonly ComponentLike[]): Promise<string> {
  const set = new ComponentSet(components);
  set.sourceApiVersion = apiVersion(root);
  return `${(await set.getPackageXml(4)).trimEnd()}\n`;
}

function apiVersion(root: string): string {
  const project = JSON.parse(fs.readFileSync(path.join(root, 'sfdx-project.json'), 'utf8')) as {
    sourceApiVersion: string;
  };
  return project.sourceApiVersion;
}

function withoutPages(app: string): string {
  return app.replaceAll(/ *<actionOverrides>.*?<\/actionOverrides>\n/gs, '');
}
