import type { DeployableOrg } from '../engine/deployment.ts';
import type { Component } from '../engine/storage/components.ts';
import { unpack, type Files } from './archive.ts';
import { findProblems } from './checks/index.ts';
import { readComponents, type Incoming } from './components.ts';
import { deploymentOf } from './deployment.ts';
import type { DeployJob, DeployMessage } from './job.ts';
import { names, packageOf, readManifest, type Manifest } from './manifest.ts';
import { Preview } from './preview.ts';
import { problemAt, type Problem } from './problem.ts';
import { parentTypes } from './types.ts';
import { rule } from '../rules/rule.ts';

const rules = {
  checkOnly: rule('deploy.check-only'),
  rollback: rule('deploy.rollback'),
  warnings: rule('deploy.warnings'),
  manifest: rule('deploy.manifest'),
  referenced: rule('deploy.delete-referenced'),
};

type Removal = Pick<Component, 'type' | 'fullName'> & { readonly fileName: string };

interface Content {
  readonly components: readonly Incoming[];
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
}

/** Works a job off: reads its archive, judges what is in it, and changes the org unless it must not. */
export async function runDeployment(org: DeployableOrg, job: DeployJob): Promise<void> {
  const content = await readContent(org, job);
  const rollbackOnError = job.options.rollbackOnError && rules.rollback;
  const checkOnly = job.options.checkOnly && rules.checkOnly;
  const { failed, good } = judge(org, content, rollbackOnError);
  const errors = failed.filter((one) => isError(one, job));
  const stops = errors.length > 0 && (rollbackOnError || checkOnly);
  const removals = content.removals.filter(({ fullName, type }) =>
    org.components.has(type, fullName),
  );
  const successes = [
    ...good.map((one) => successOf(org, one, job)),
    ...removals.map((one) => removedOf(one, job)),
  ];
  if (!stops && !checkOnly) org.deploy(deploymentOf(org, good, removals), job.userId);
  job.total = content.components.length + content.removals.length;
  job.failures = errors.map((one) => failureOf(one, job));
  job.successes = [...(errors.length === 0 ? [packageSuccess(job)] : []), ...successes];
  job.status = errors.length === 0 ? 'Succeeded' : stops ? 'Failed' : 'SucceededPartial';
}

/** "A warning is treated like an error" unless the deployment says otherwise. */
function isError({ problemType }: Problem, { options }: DeployJob): boolean {
  return problemType === 'Error' || (rules.warnings && !options.ignoreWarnings);
}

async function readContent(org: DeployableOrg, { archive, options }: DeployJob): Promise<Content> {
  const found = packageOf(await unpack(archive));
  if (found === undefined) {
    const subject = { type: '', fullName: 'package.xml', fileName: 'package.xml' };
    const problem = problemAt(subject, undefined, 'No package.xml found');
    return { components: [], removals: [], problems: [problem] };
  }
  const { files } = found;
  const manifest = readManifest(files.get('package.xml') ?? new Uint8Array());
  const read = readComponents(files);
  const listed = read.components.filter((one) => isListed(manifest, one, read.components));
  const removals = removalsOf(files);
  return {
    components: options.autoUpdatePackage ? read.components : listed,
    removals,
    problems: [
      ...read.problems,
      ...(options.autoUpdatePackage ? [] : unlisted(read.components, listed)),
      ...(options.allowMissingFiles ? [] : missingFiles(manifest, read.components)),
      ...removals.flatMap((removal) => removalProblem(org, removal)),
    ],
  };
}

/** An object's parts go along with it; an object whose parts alone are named lends them its file. */
function isListed(manifest: Manifest, one: Incoming, all: readonly Incoming[]): boolean {
  if (names(manifest, one.type, one.fullName)) return true;
  const parent = parentTypes.get(one.type);
  if (parent === undefined) return false;
  const owner = all.find(({ fileName, type }) => type === parent && fileName === one.fileName);
  return owner !== undefined && names(manifest, parent, owner.fullName);
}

/** As seen: https://github.com/forcedotcom/cli/issues/3012 */
function unlisted(all: readonly Incoming[], listed: readonly Incoming[]): readonly Problem[] {
  if (!rules.manifest) return [];
  const inUse = new Set(listed.map(({ fileName }) => fileName));
  return all
    .filter((one) => !listed.includes(one))
    .filter(({ fileName, type }) => parentTypes.has(type) || !inUse.has(fileName))
    .map((one) => problemAt(one, undefined, 'Not in package.xml'));
}

/** https://github.com/forcedotcom/cli/issues/2182 */
function missingFiles(manifest: Manifest, all: readonly Incoming[]): readonly Problem[] {
  const present = new Set(all.map(({ fullName, type }) => `${type}:${fullName}`));
  if (!rules.manifest) return [];
  return [...manifest.members].flatMap(([type, members]) =>
    members
      .filter((member) => member !== '*' && !present.has(`${type}:${member}`))
      .map((fullName) => {
        const subject = { type: '', fullName, fileName: 'package.xml' };
        const problem = `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`;
        return problemAt(subject, undefined, problem);
      }),
  );
}

function removalsOf(files: Files): readonly Removal[] {
  return [...files]
    .filter(([path]) => /^destructiveChanges(Pre|Post)?\.xml$/.test(path))
    .flatMap(([fileName, content]) =>
      [...readManifest(content).members].flatMap(([type, members]) =>
        members.map((fullName) => ({ type, fullName, fileName })),
      ),
    );
}

function removalProblem(
  org: DeployableOrg,
  { fileName, fullName, type }: Removal,
): readonly Problem[] {
  if (org.components.has(type, fullName)) return [];
  const subject = { type, fullName: fileName, fileName };
  const problem = problemAt(subject, undefined, `No ${type} named: ${fullName} found`);
  return [{ ...problem, problemType: 'Warning' }];
}

interface Judgement {
  readonly good: readonly Incoming[];
  readonly failed: readonly Problem[];
}

/** Where some may fail, what needs those that fail does too. */
function judge(org: DeployableOrg, content: Content, allOrNone: boolean): Judgement {
  const failed = [...content.problems];
  let good = withoutFailed(content.components, failed);
  for (;;) {
    const after = new Preview(org.schema, org.components, good, content.removals);
    const found = [...findProblems(good, after), ...danglingProblems(org, content, after)];
    failed.push(...found);
    const rest = withoutFailed(good, found);
    if (found.length === 0 || allOrNone || rest.length === good.length)
      return { good: rest, failed };
    good = rest;
  }
}

function withoutFailed(
  all: readonly Incoming[],
  problems: readonly Problem[],
): readonly Incoming[] {
  const bad = new Set(problems.map(({ fullName, type }) => `${type}:${fullName}`));
  return all.filter(({ fullName, type }) => !bad.has(`${type}:${fullName}`));
}

/** An object stays while a field of another leads to it. */
function danglingProblems(
  org: DeployableOrg,
  { removals }: Content,
  after: Preview,
): readonly Problem[] {
  if (!rules.referenced) return [];
  return removals
    .filter(({ type }) => type === 'CustomObject')
    .flatMap((removal) => {
      const leading = org.schema.objects.flatMap((object) =>
        object.fields
          .filter(({ referenceTo }) => referenceTo.includes(removal.fullName))
          .map(({ name }) => ({ object: object.name, name })),
      );
      const left = leading.find(
        ({ name, object }) => after.hasObject(object) && after.field(object, name) !== undefined,
      );
      if (left === undefined) return [];
      const problem = `This custom object is referenced elsewhere in salesforce.com. Remove the usage and try again. : Custom Field - ${left.object}.${left.name}`;
      return [problemAt(removal, undefined, problem)];
    });
}

function failureOf(problem: Problem, { createdDate }: DeployJob): DeployMessage {
  return {
    changed: false,
    columnNumber: problem.column ?? 0,
    componentType: problem.type,
    created: false,
    createdDate,
    deleted: false,
    fileName: problem.fileName,
    fullName: problem.fullName,
    lineNumber: problem.line ?? 0,
    problem: problem.problem,
    problemType: problem.problemType,
    success: false,
  };
}

const nothing = { changed: false, created: false, deleted: false, success: true } as const;

function successOf(org: DeployableOrg, one: Incoming, { createdDate }: DeployJob): DeployMessage {
  const before = org.components.get(one.type, one.fullName);
  const { fileName, fullName, type: componentType } = one;
  const created = before === undefined;
  return { ...nothing, changed: true, created, componentType, createdDate, fileName, fullName };
}

function removedOf(
  { fileName, fullName, type }: Removal,
  { createdDate }: DeployJob,
): DeployMessage {
  return {
    ...nothing,
    changed: true,
    deleted: true,
    componentType: type,
    createdDate,
    fileName,
    fullName,
  };
}

function packageSuccess({ createdDate }: DeployJob): DeployMessage {
  const name = 'package.xml';
  return {
    ...nothing,
    changed: true,
    componentType: '',
    createdDate,
    fileName: name,
    fullName: name,
  };
}
