import type { Rules } from './types.ts';

const persons =
  '[Person Account Record Types](https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_guidelines_personaccounts.htm)';
const badName =
  '[seen](https://github.com/sorenkrabbe/Chrome-Salesforce-inspector/issues/38), [seen](https://github.com/SalesforceCommerceCloud/b2c-crm-sync/issues/267)';
const currencyType =
  '[CurrencyType](https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_currencytype.htm)';
const userInfo =
  '[getUserInfoResult](https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-getuserinfo-getuserinforesult.html)';
const guide = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide';
const literals = `[Date Formats and Date Literals](${guide}/sforce-api-calls-soql-select-dateformats.html)`;
const convert = `[convertTimezone()](${guide}/sforce-api-calls-soql-select-convert-time-zone.html)`;

const personTests = ['features/person-accounts.test.ts'];
const currencyTests = ['features/currencies.test.ts'];
const timeTests = ['features/time-zones.test.ts'];

export const featureRules = {
  'person.off': {
    says: 'where person accounts are off, their fields are unknown: `IsPersonAccount` is INVALID_FIELD',
    source: persons,
    tests: personTests,
  },
  'person.contact': {
    says: 'a new person account has its Contact at once, by `PersonContactId`',
    source: persons,
    tests: personTests,
  },
  'person.last-name': {
    says: 'an Account with a LastName and no record type is a person, of record type `PersonAccount`',
    source:
      'as [clients do](https://github.com/forcedotcom/SFDX-Data-Move-Utility/issues/6); no page found',
    tests: personTests,
  },
  'person.name': {
    says: "a person account's Name is made of the person's names and cannot be given",
    source: badName,
    tests: personTests,
  },
  'person.fields': {
    says: 'a business account takes none of the fields of a person',
    source: `${persons}; text as for Name (${badName})`,
    tests: personTests,
  },
  'person.alike': {
    says: 'what is written to the account or to its Contact stands in both, `LastModifiedDate` too',
    source:
      '[Updating a Person Account](https://developer.salesforce.com/docs/atlas.en-us.236.0.change_data_capture.meta/change_data_capture/cdc_standard_objects_person_account_update.htm)',
    tests: personTests,
  },
  'person.only-contact': {
    says: 'no other Contact stands below a person account (the text is ours)',
    source: persons,
    tests: personTests,
  },
  'person.reparent': {
    says: 'the Contact of a person takes no AccountId: `Account: bad field names on insert/update call: AccountId`',
    source: '[seen](https://github.com/sfb2csolutionarchitects/b2c-crm-sync/issues/14)',
    tests: personTests,
  },
  'person.delete': {
    says: 'it is deleted with its Account and not by itself (the text is ours)',
    source: persons,
    tests: personTests,
  },
  'person.convert': {
    says: 'a record type of the other kind comes with no other field (by itself it is refused as not emulated)',
    source:
      '[seen](https://isolution.pro/de/q/sr13283236/problem-beim-konvertieren-von-einem-geschaftskonto-in-ein-personenkonto-in-apex)',
    tests: personTests,
  },
  'person.access': {
    says: "a `Person…` or `__pc` field is as readable and writable as the Contact's field behind it",
    source: 'no page found: ours',
    tests: personTests,
  },
  'currency.off': {
    says: 'in an org of one currency `CurrencyIsoCode` is INVALID_FIELD and `CurrencyType` INVALID_TYPE',
    source: currencyType,
    tests: currencyTests,
  },
  'currency.known': {
    says: "a code that is none of the org's is refused",
    source: currencyType,
    tests: currencyTests,
  },
  'currency.default': {
    says: "a record that names none has its creator's `DefaultCurrencyIsoCode`, a new user's is the corporate currency",
    source: userInfo,
    tests: currencyTests,
  },
  'currency.given': {
    says: 'it cannot be emptied',
    source: 'no page found: ours',
    tests: currencyTests,
  },
  'time.literals': {
    says: "`TODAY`, `LAST_N_DAYS:n` … begin and end at midnight of the user's time zone, summer time or not, in SOQL and GraphQL",
    source: `${literals}; [seen](https://tyoshikawa1.rssing.com/chan-55762271/article1103.html)`,
    tests: timeTests,
  },
  'time.week': {
    says: "a week begins on the day that it does in the user's locale",
    source: literals,
    tests: timeTests,
  },
  'time.convert': {
    says: "date functions are by UTC; by the user's time zone with `convertTimezone()`",
    source: convert,
    tests: timeTests,
  },
  'time.convert-place': {
    says: '`convertTimezone()` stands in a date function, around a date-time',
    source: convert,
    tests: timeTests,
  },
  'time.zones': {
    says: "a user's time zone and locale are of those that there are",
    source:
      '[User](https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm): restricted picklists; the values are those of ICU',
    tests: timeTests,
  },
  'time.display': {
    says: "a `displayValue` of GraphQL and UI API is in the user's time zone",
    source:
      '[Field values](https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_field_value.htm)',
    tests: timeTests,
  },
} as const satisfies Rules;
