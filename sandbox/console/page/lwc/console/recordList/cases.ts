import { byId, holding, idsOf, linkTo, nothing, urlOfRecord } from './list';
import type { List, Named, Row } from './list';

interface Case {
  readonly Id: string;
  readonly CaseNumber: string;
  readonly Subject: string | null;
  readonly Status: string | null;
  readonly Contact: Named | null;
}

export const cases: List = {
  label: 'Cases',
  one: 'case',
  icon: 'standard:case',
  order: 'newest first',
  searches: 'number, subject or contact',
  columns: [
    { label: 'Case Number' },
    { label: 'Subject' },
    { label: 'Contact Name' },
    { label: 'Status' },
  ],

  async find(search) {
    const found = holding(search, ['CaseNumber', 'Subject', 'Contact.Name']);
    const where = search === '' ? '' : ` WHERE ${found}`;
    return { ids: await idsOf(`SELECT Id FROM Case${where} ORDER BY CaseNumber DESC`), rows };
  },
};

async function rows(ids: readonly string[]): Promise<Row[]> {
  const select = 'SELECT Id, CaseNumber, Subject, Status, Contact.Id, Contact.Name FROM Case';
  const records = await byId<Case>(select, ids);
  return records.map(({ Id, CaseNumber, Subject, Status, Contact }) => ({
    id: Id,
    name: CaseNumber,
    url: urlOfRecord('Case', Id),
    cells: [
      { key: 'subject', text: Subject ?? nothing },
      linkTo('contact', 'Contact', Contact),
      { key: 'status', text: Status ?? nothing },
    ],
  }));
}
