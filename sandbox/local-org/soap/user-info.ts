import { find } from '../engine/find.ts';
import type { Org, Session } from '../engine/types.ts';

const valuesOf = (org: Org, object: string, names: readonly string[], id: string) => {
  const known = names.filter((name) => org.schema.object(object)?.field(name));
  const [row] = find(org, object, known, 'Id', id);
  return new Map(known.map((name, at) => [name, row?.[at]]));
};

const nil = { '@xsi:nil': 'true' };
const userFields = ['Name', 'Email', 'ProfileId', 'UserType', 'DefaultCurrencyIsoCode'];

/**
 * Who calls, and what their org has switched on.
 * https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-getuserinfo-getuserinforesult.html
 */
export const userInfo = (org: Org, session: Session): object => {
  const user = valuesOf(org, 'User', userFields, session.userId);
  const multiCurrency = org.schema.object('CurrencyType') !== undefined;
  return {
    accessibilityMode: false,
    chatterExternal: false,
    currencySymbol: multiCurrency ? nil : '£',
    orgAttachmentFileSizeLimit: 26_214_400,
    orgDefaultCurrencyIsoCode: multiCurrency ? nil : 'GBP',
    orgDefaultCurrencyLocale: multiCurrency ? nil : 'en_GB',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: org.schema.object('Account')?.field('IsPersonAccount') !== undefined,
    organizationId: org.id,
    organizationMultiCurrency: multiCurrency,
    organizationName: valuesOf(org, 'Organization', ['Name'], org.id).get('Name'),
    profileId: user.get('ProfileId'),
    roleId: nil,
    sessionSecondsValid: 7200,
    userDefaultCurrencyIsoCode: user.get('DefaultCurrencyIsoCode') ?? nil,
    userEmail: user.get('Email'),
    userFullName: user.get('Name'),
    userId: session.userId,
    userLanguage: 'en_US',
    userLocale: session.locale ?? 'en_US',
    userName: session.username,
    userTimeZone: session.timeZone ?? 'UTC',
    userType: user.get('UserType'),
    userUiSkin: 'Theme3',
  };
};
