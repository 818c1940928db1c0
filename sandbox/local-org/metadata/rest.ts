import { Router, type Request } from 'express';
import { ApiError, type Session } from '../engine/types.ts';
import { optionsOf, type Deployments } from './deployments.ts';
import { printJob, type DeployJob } from './job.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm */
const mostBytes = 50 * 1024 * 1024;

interface Upload {
  readonly archive: Uint8Array;
  readonly options: Readonly<Record<string, unknown>>;
}

async function readUpload(request: Request): Promise<Upload> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes <= mostBytes) pieces.push(piece);
  }
  if (bytes > mostBytes) throw invalid('the archive is larger than 50 MB');
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const body = new Response(Buffer.concat(pieces), { headers });
  const form = await body.formData().catch(() => {
    throw invalid('the multipart body cannot be read');
  });
  const [file, entity] = [form.get('file'), form.get('entity_content') ?? form.get('json')];
  if (file === null || typeof file === 'string' || entity === null) {
    throw invalid('the parts "file" and "entity_content" are needed');
  }
  const text = typeof entity === 'string' ? entity : await entity.text();
  return { archive: new Uint8Array(await file.arrayBuffer()), options: optionsIn(text) };
}

function optionsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) as { deployOptions?: Record<string, unknown> }).deployOptions ?? {};
  } catch {
    throw invalid('the part "entity_content" is no JSON');
  }
}

function invalid(problem: string): ApiError {
  return new ApiError(400, 'INVALID_INPUT', `Invalid deploy request: ${problem}`);
}

const print = (job: DeployJob, url: string, includeDetails = false) => ({
  id: job.id,
  validatedDeployRequestId: null,
  deployOptions: job.options,
  deployResult: printJob(job, includeDetails),
  url,
});

/** `metadata/deployRequest`, to be mounted at `/services/data/vXX.0`. */
export const metadataRest = (
  deployments: Deployments,
  sessionOf: (request: Request) => Session,
): Router => {
  const router = Router();
  router.post('/metadata/deployRequest', async (request, response) => {
    const session = sessionOf(request);
    const url = (id: string): string => `${request.baseUrl}/metadata/deployRequest/${id}`;
    if (request.is('application/json')) {
      const { validatedDeployRequestId: id } = (request.body ?? {}) as Record<string, unknown>;
      if (typeof id !== 'string') throw invalid('validatedDeployRequestId is missing');
      const job = deployments.quick(session, id);
      response.status(201).json(print(job, url(job.id)));
      return;
    }
    const { archive, options } = await readUpload(request);
    const job = deployments.start(session, archive, optionsOf(options));
    response.status(201).json(print(job, url(job.id)));
  });
  router.get('/metadata/deployRequest/:id', (request, response) => {
    const job = deployments.find(sessionOf(request), request.params.id);
    const url = `${request.baseUrl}${request.path}`;
    response.json(print(job, url, request.query.includeDetails === 'true'));
  });
  router.patch('/metadata/deployRequest/:id', (request, response) => {
    const job = deployments.cancel(sessionOf(request), request.params.id);
    response.status(202).json(print(job, `${request.baseUrl}${request.path}`));
  });
  return router;
};
