import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { base, Caller, verdict } from '../features/testing.ts';
import { startLocalOrg, type LocalOrg } from '../index.ts';

const node = (object: string, referenceId: string, body: object, version = base) => ({
  method: 'POST',
  url: `${version}/sobjects/${object}`,
  referenceId,
  body,
});
const account = (referenceId: string, fields: object = { Name: referenceId }) =>
  node('Account', referenceId, fields);
const graph = (graphId: string, ...compositeRequest: object[]) => ({ graphId, compositeRequest });
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_one, at) => make(at));

describe('composite/graph', () => {
  let org: LocalOrg;
  let caller: Caller;
  before(async () => {
    org = await startLocalOrg();
    caller = new Caller(org);
  });
  after(() => org.close());

  const send = (...graphs: object[]) => caller.send('POST', `${base}/composite/graph`, { graphs });
  const refused = async (pattern: RegExp, ...graphs: object[]) =>
    assert.match(verdict(await send(...graphs)), pattern);

  it('does each graph wholly or not at all', async () => {
    const { body, status } = await send(
      graph(
        'good',
        account('shop'),
        node('Contact', 'ann', { LastName: 'Ann', AccountId: '@{shop.id}' }),
        { method: 'GET', url: `${base}/sobjects/Contact/@{ann.id}`, referenceId: 'read' },
      ),
      graph('bad', account('gone'), node('Contact', 'nameless', {})),
    );
    assert.equal(status, 200);
    const [good, bad] = body.graphs;
    assert.deepEqual([good.graphId, good.isSuccessful], ['good', true]);
    const [shop, , read] = good.graphResponse.compositeResponse;
    assert.equal(read.body.AccountId, shop.body.id);
    assert.equal(bad.isSuccessful, false);
    const [gone, nameless] = bad.graphResponse.compositeResponse;
    assert.equal(gone.body[0].errorCode, 'PROCESSING_HALTED');
    assert.equal(nameless.body[0].errorCode, 'REQUIRED_FIELD_MISSING');
    assert.deepEqual(await caller.rows("SELECT Id FROM Account WHERE Name = 'gone'"), []);
  });

  it('has at most 75 graphs, 500 nodes, depth 15 and 15 kinds of nodes', async () => {
    await refused(/75 graphs/, ...times(76, (at) => graph(`g${at}`, account('a'))));
    await refused(/500 nodes/, graph('g', ...times(501, (at) => account(`a${at}`))));
    const chain = (length: number) =>
      graph(
        'chain',
        ...times(length, (at) =>
          account(`a${at}`, { Name: 'A', ...(at && { ParentId: `@{a${at - 1}.id}` }) }),
        ),
      );
    assert.equal((await send(chain(15))).body.graphs[0].isSuccessful, true);
    await refused(/deeper than 15/, chain(16));
    const versions = times(16, (at) =>
      node('Account', `a${at}`, { Name: 'A' }, `/services/data/v${51 + at}.0`),
    );
    await refused(/15 different nodes/, graph('kinds', ...versions));
  });

  it('stops after fifteen failures', async () => {
    const { body } = await send(
      ...times(16, (at) => graph(`bad${at}`, account('a', {}))),
      graph('last', account('late')),
    );
    const codes = body.graphs.map(
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
      (one: any) => one.graphResponse.compositeResponse[0].body[0]?.errorCode,
    );
    assert.deepEqual(codes.slice(14), [
      'REQUIRED_FIELD_MISSING',
      'PROCESSING_HALTED',
      'PROCESSING_HALTED',
    ]);
  });

  it('wants ids of its own, and records only', async () => {
    await refused(/Duplicate graphId/, graph('g', account('a')), graph('g', account('a')));
    await refused(/fewer than 40/, graph('g'.repeat(40), account('a')));
    await refused(/letter or digit/, graph('_g', account('a')));
    const query = {
      method: 'GET',
      url: `${base}/query?q=SELECT+Id+FROM+Account`,
      referenceId: 'q',
    };
    await refused(/cannot be part/, graph('g', query));
    const list = { method: 'GET', url: `${base}/sobjects/Account`, referenceId: 'l' };
    await refused(/cannot be part/, graph('g', list));
  });
});
