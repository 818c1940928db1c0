import type { MergeRequest, Org, SaveError, SaveResult, Session } from '../engine/types.ts';
import { childOf, isElement, listOf, SoapFault, textOf, type Xml } from './envelope.ts';
import { userInfo } from './user-info.ts';
import { rule } from '../rules/rule.ts';

const limitsMerges = rule('soap.merges');
const limitsIds = rule('soap.undeletes');

/** Most requests of one merge() call, and most ids of one undelete(). */
const mostMerges = 200;
const mostIds = 200;

const printErrors = (errors: readonly SaveError[]) =>
  errors.map(({ fields, message, statusCode }) => ({ fields, message, statusCode }));

const printSaved = ({ errors, id, success }: SaveResult) => ({
  errors: printErrors(errors),
  id: id ?? { '@xsi:nil': 'true' },
  success,
});

const tooMany = (most: number): SoapFault =>
  new SoapFault(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records`,
  );

const readMerge = (request: Xml): MergeRequest => {
  const master = childOf(request, 'masterRecord');
  if (!isElement(master)) throw new SoapFault('MISSING_ARGUMENT', 'masterRecord not specified');
  const cleared = listOf(master.fieldsToNull).map((name): [string, null] => [
    textOf(name) ?? '',
    null,
  ]);
  const given = Object.entries(master)
    .filter(([name]) => !name.startsWith('@') && !['type', 'Id', 'fieldsToNull'].includes(name))
    .map(([name, value]): [string, string | null] => [name, textOf(value)]);
  // Clients may send the id twice, because the schema has it before the fields.
  const [id] = listOf(master.Id);
  return {
    object: textOf(master.type) ?? '',
    masterId: textOf(id) ?? '',
    fields: Object.fromEntries([...cleared, ...given]),
    mergedIds: listOf(childOf(request, 'recordToMergeIds')).map((one) => textOf(one) ?? ''),
  };
};

const merge = (argument: Xml, org: Org, session: Session): readonly object[] => {
  const requests = listOf(childOf(argument, 'mergeRequests')).map(readMerge);
  if (limitsMerges && requests.length > mostMerges) throw tooMany(mostMerges);
  return requests.map((request) => {
    const result = org.merge(session, request);
    const { mergedRecordIds, updatedRelatedIds } = result;
    return { ...printSaved(result), mergedRecordIds, updatedRelatedIds };
  });
};

const undelete = (argument: Xml, org: Org, session: Session): readonly object[] => {
  const ids = listOf(childOf(argument, 'ids')).map((id) => textOf(id) ?? '');
  if (limitsIds && ids.length > mostIds) throw tooMany(mostIds);
  return org.undelete(session, ids).map(printSaved);
};

/** What this org's SOAP API knows. */
export const calls: Readonly<
  Record<string, (argument: Xml, org: Org, session: Session) => readonly object[]>
> = { merge, undelete, getUserInfo: (_argument, org, session) => [userInfo(org, session)] };
