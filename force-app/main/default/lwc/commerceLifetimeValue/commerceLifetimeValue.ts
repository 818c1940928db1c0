import { api } from 'lwc';
import VALUE from '@salesforce/label/c.Orderlens_Value';
import VALUE_EMPTY from '@salesforce/label/c.Orderlens_Value_Empty';
import VALUE_ERROR from '@salesforce/label/c.Orderlens_Value_Error';
import VALUE_INSTEAD from '@salesforce/label/c.Orderlens_Value_Instead';
import VALUE_NO_ACCESS from '@salesforce/label/c.Orderlens_Value_No_Access';
import VALUE_STALE from '@salesforce/label/c.Orderlens_Value_Stale';
import { hasMore } from 'c/commerceOrderData';
import type { Answer } from 'c/commerceOrderData';
import { noPages, startsAfter } from 'c/commercePages';
import type { Pages } from 'c/commercePages';
import { PagedPanel } from 'c/commercePagedPanel';
import type { Page } from 'c/commercePagedPanel';
import { linkedTo } from 'c/commercePanel';
import { VALUES, totalsByCurrency, valueRows } from 'c/commerceValueData';
import type { Totals, ValueNode, ValueRow } from 'c/commerceValueData';

const DEFAULT_MONTHS = 12;
const MOST_MONTHS = 24;

type ValuesAnswer = Answer<'Commerce_Customer_Value__c', ValueNode>;

/** What a customer is worth, by currency, and what that is made of. */
export default class CommerceLifetimeValue extends PagedPanel<ValueRow, ValuesAnswer> {
  /** `12 months` or `24 months`, set by an admin in App Builder. */
  @api defaultPeriod = '12 months';

  label = { VALUE_EMPTY, VALUE_INSTEAD };
  skeletons = [0, 1, 2, 3];
  readonly query = VALUES;
  readonly problems = { error: VALUE_ERROR, stale: VALUE_STALE, noAccess: VALUE_NO_ACCESS };
  readonly pageSize = 200;

  /** A sum needs all its parts: every page is read before anything is shown. */
  override get firstPages(): Pages<ValueRow> {
    return { ...noPages(), wanted: Infinity };
  }

  get variables(): Record<string, unknown> | undefined {
    if (this.subject === null) return undefined;
    const mine = { Customer__r: linkedTo(this.subject) };
    const last = startsAfter(this.pages);
    const where = last === null ? mine : { and: [mine, { Id: { gt: last.id } }] };
    return { where, size: this.size };
  }

  pageOf({ uiapi }: ValuesAnswer): Page<ValueRow> {
    const connection = uiapi.query.Commerce_Customer_Value__c;
    return { rows: valueRows(connection), more: hasMore(connection) };
  }

  get heading(): string {
    return this.panelTitle || VALUE;
  }

  get monthCount(): number {
    const count = Number.parseInt(this.defaultPeriod, 10);
    return count >= 1 ? Math.min(count, MOST_MONTHS) : DEFAULT_MONTHS;
  }

  get totals(): readonly Totals[] {
    return totalsByCurrency(this.rows);
  }

  get currencyNamed(): boolean {
    return this.totals.length > 1;
  }

  get hasTotals(): boolean {
    return this.totals.length > 0;
  }
}
