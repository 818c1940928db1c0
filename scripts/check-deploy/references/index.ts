import type { Catalogue } from '../catalogue.ts';
import type { Package } from '../package.ts';
import type { Problem } from '../problem.ts';
import { actionProblems } from './actions.ts';
import { appProblems } from './apps.ts';
import { eventProblems } from './events.ts';
import { fieldProblems } from './fields.ts';
import { flowProblems } from './flows.ts';
import { groupProblems } from './groups.ts';
import { kindProblems } from './kinds.ts';
import { layoutProblems } from './layouts.ts';
import { limitProblems } from './limits.ts';
import { objectProblems } from './objects.ts';
import { pageProblems } from './pages.ts';
import { panelReferenceProblems } from './panels.ts';
import { permissionProblems } from './permissions.ts';
import { reportProblems } from './reports.ts';

/** Whatever the parts of the package say of each other and of the platform. */
export function referenceProblems(pack: Package, catalogue: Catalogue): Problem[] {
  return [
    kindProblems,
    limitProblems,
    fieldProblems,
    objectProblems,
    eventProblems,
    flowProblems,
    layoutProblems,
    actionProblems,
    pageProblems,
    appProblems,
    permissionProblems,
    groupProblems,
    reportProblems,
    panelReferenceProblems,
  ].flatMap((check) => check(pack, catalogue));
}
