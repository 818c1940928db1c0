import { Router, type Request } from 'express';
import type { ApiDeps } from '../http/deps.ts';
import { isObject, unreadable } from './body.ts';
import {
  askTogether,
  checkReferences,
  halted,
  hasFailed,
  printAnswers,
  readSubrequest,
  refuse,
  type Wanted,
} from './composite.ts';
import { referencesIn } from './references.ts';
import { rule } from '../rules/rule.ts';

const limitsGraphs = rule('rest.graph-count');
const limitsNodes = rule('rest.graph-nodes');
const limitsDepth = rule('rest.graph-depth');
const limitsKinds = rule('rest.graph-kinds');
const limitsFailures = rule('rest.graph-failures');
const checksIds = rule('rest.graph-id');
const limitsResources = rule('rest.graph-resources');

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-graph-limits.html */
const most = { graphs: 75, nodes: 500, depth: 15, kinds: 15, failures: 14 } as const;

interface Graph {
  readonly graphId: string;
  readonly wanted: readonly Wanted[];
}

const resource = /^\/services\/data\/(v\d+\.\d)\/sobjects\/(\w+)((?:\/[^/?]+){0,2})\/?(\?.*)?$/;

const methodsBy: readonly (readonly string[])[] = [
  ['POST'],
  ['DELETE', 'GET', 'PATCH'],
  ['DELETE', 'GET', 'PATCH', 'POST'],
];

const checkResource = ({ method, url }: Wanted): void => {
  const found = resource.exec(url);
  const levels = (found?.[3] ?? '').split('/').filter(Boolean).length;
  if (!limitsResources || (found && methodsBy[levels]?.includes(method) === true)) return;
  throw refuse(`${method} ${url} cannot be part of a graph`);
};

const readGraph = (part: unknown): Graph => {
  if (!isObject(part) || !Array.isArray(part.compositeRequest)) {
    throw unreadable('A graph needs a "graphId" and a "compositeRequest" array');
  }
  const graphId = typeof part.graphId === 'string' ? part.graphId : '';
  if (checksIds && !/^[A-Za-z0-9].{0,38}$/.test(graphId)) {
    throw refuse(
      `graphId '${graphId}' must begin with a letter or digit and have fewer than 40 characters`,
    );
  }
  const wanted = part.compositeRequest.map(readSubrequest);
  checkReferences(wanted);
  wanted.forEach(checkResource);
  return { graphId, wanted };
};

const depthOf = ({ wanted }: Graph): number => {
  const depths = new Map<string, number>();
  for (const { body, referenceId, url } of wanted) {
    const above = referencesIn([url, body]).map((name) => depths.get(name) ?? 0);
    depths.set(referenceId, 1 + Math.max(0, ...above));
  }
  return Math.max(0, ...depths.values());
};

const kindOf = ({ method, url }: Wanted): string => {
  const [, version, object = ''] = resource.exec(url) ?? [];
  return `${method} ${version ?? url} ${object.toLowerCase()}`;
};

const checkSize = (graphs: readonly Graph[]): void => {
  const nodes = graphs.flatMap(({ wanted }) => wanted);
  if (limitsGraphs && graphs.length > most.graphs)
    throw refuse(`A request has at most ${most.graphs} graphs`);
  if (limitsNodes && nodes.length > most.nodes)
    throw refuse(`A request has at most ${most.nodes} nodes in its graphs`);
  if (limitsKinds && new Set(nodes.map(kindOf)).size > most.kinds)
    throw refuse(`A request has at most ${most.kinds} different nodes`);
  const deep = graphs.find((graph) => limitsDepth && depthOf(graph) > most.depth);
  if (deep) throw refuse(`Graph ${deep.graphId} is deeper than ${most.depth}`);
};

const readGraphs = (body: unknown): readonly Graph[] => {
  if (!isObject(body) || !Array.isArray(body.graphs)) {
    throw unreadable('The request needs a "graphs" array');
  }
  const graphs = body.graphs.map(readGraph);
  const ids = graphs.map(({ graphId }) => graphId);
  const repeated = ids.find((id, at) => ids.indexOf(id) < at);
  if (checksIds && repeated !== undefined) throw refuse(`Duplicate graphId provided: ${repeated}`);
  checkSize(graphs);
  return graphs;
};

const notBegun = halted('Too many graphs of this request failed: this one was not processed.');

/**
 * `composite/graph`: each graph done wholly or not at all. Nodes are worked off in their order and may refer to earlier
 * ones.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-graph.html
 */
export const graphRoutes = ({ org }: ApiDeps, api: Router): Router => {
  const router = Router();
  const work = (caller: Request, graphs: readonly Graph[]) => {
    let failures = 0;
    return graphs.map(({ graphId, wanted }) => {
      const begins = !limitsFailures || failures <= most.failures;
      const answers = begins ? askTogether(org, api, caller, wanted) : wanted.map(() => notBegun);
      const isSuccessful = !answers.some(hasFailed);
      if (!isSuccessful) failures++;
      const compositeResponse = printAnswers(wanted, answers);
      return { graphId, graphResponse: { compositeResponse }, isSuccessful };
    });
  };
  router.post('/composite/graph', (request, response) => {
    response.json({ graphs: work(request, readGraphs(request.body)) });
  });
  return router;
};
