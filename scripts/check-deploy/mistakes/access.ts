import type { Mistake } from '../planted.ts';

const agent = 'permissionsets/Commerce_Agent.permissionset-meta.xml';
const integration = 'permissionsets/Commerce_Integration.permissionset-meta.xml';

const field = (name: string, editable: boolean): string =>
  `<fieldPermissions>
        <editable>${editable}</editable>
        <field>${name}</field>
        <readable>true</readable>
    </fieldPermissions>`;

const rights = (object: string, given: readonly string[]): string =>
  `<objectPermissions>${['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords']
    .map((right) => `<${right}>${given.includes(right)}</${right}>`)
    .join(
      '',
    )}<object>${object}</object><viewAllRecords>false</viewAllRecords></objectPermissions>\n    <objectPermissions>`;

/** Between what code does and what the permission sets let it do. */
export const inAccess: readonly Mistake[] = [
  {
    name: 'a mapped field that the middleware may not write',
    file: integration,
    from: field('Commerce_Order__c.Subtotal__c', true),
    to: field('Commerce_Order__c.Subtotal__c', false),
    said: /Commerce_Integration.*:\d+: does not make Commerce_Order__c\.Subtotal__c editable, though the middleware writes it/,
  },
  {
    name: 'a mapped field that no row names',
    file: integration,
    from: field('Commerce_Order__c.Subtotal__c', true),
    to: '',
    said: /Commerce_Integration.*:\d+: does not make Commerce_Order__c\.Subtotal__c editable/,
  },
  {
    name: 'a key that the middleware may not see',
    file: integration,
    from: field('Contact.Commerce_Key__c', true),
    to: '',
    said: /does not make Contact\.Commerce_Key__c readable, though .* \(middleware\//,
  },
  {
    name: 'a field of requests that the middleware may not read',
    file: integration,
    from: field('Commerce_Sync_Request__c.Contact__c', false),
    to: '',
    said: /does not make Commerce_Sync_Request__c\.Contact__c readable, .*request-desk\.ts:\d+\)/,
  },
  {
    name: 'a field of requests that the middleware may not answer in',
    file: integration,
    from: field('Commerce_Sync_Request__c.Message__c', true),
    to: field('Commerce_Sync_Request__c.Message__c', false),
    said: /does not make Commerce_Sync_Request__c\.Message__c editable, .*requests\.ts\)/,
  },
  {
    name: 'a look-up behind a key that the middleware may not write',
    file: integration,
    from: field('Commerce_Cart__c.Customer__c', true),
    to: field('Commerce_Cart__c.Customer__c', false),
    said: /does not make Commerce_Cart__c\.Customer__c editable/,
  },
  {
    name: 'a row for one field too many',
    file: integration,
    from: '<fieldPermissions>',
    to: `${field('Account.Phone', true)}\n    <fieldPermissions>`,
    said: /Commerce_Integration.*:\d+: names Account\.Phone, which the middleware neither reads nor/,
  },
  {
    name: 'a right to write what is only read',
    file: integration,
    from: field('Commerce_Sync_Request__c.Account__c', false),
    to: field('Commerce_Sync_Request__c.Account__c', true),
    said: /makes Commerce_Sync_Request__c\.Account__c editable, and the middleware never writes it/,
  },
  {
    name: 'an object that the middleware may not create',
    file: integration,
    from: '<allowCreate>true<',
    to: '<allowCreate>false<',
    said: /Commerce_Integration.*:\d+: does not give allowCreate on Account, .*\(middleware\/mapping\)/,
  },
  {
    name: 'a right to delete',
    file: integration,
    from: '<allowDelete>false<',
    to: '<allowDelete>true<',
    said: /Commerce_Integration.*:\d+: gives allowDelete on Account, which the middleware does not need/,
  },
  {
    name: 'an object that the middleware never touches',
    file: integration,
    from: '<objectPermissions>',
    to: rights('Opportunity', ['allowRead']),
    said: /gives rights on Opportunity, which the middleware never touches/,
  },
  {
    name: 'an object that is not for agents',
    file: agent,
    from: '<objectPermissions>',
    to: rights('Opportunity', ['allowRead']),
    said: /Commerce_Agent.*:\d+: gives rights on Opportunity, which a panel never touches/,
  },
  {
    name: 'a field that a panel reads and an agent may not',
    file: agent,
    from: field('Commerce_Order__c.Item_Summary__c', false),
    to: '',
    said: /Commerce_Agent.*:\d+: does not make Commerce_Order__c\.Item_Summary__c readable, .*\.ts:\d+\)/,
  },
  {
    name: 'a look-up that a panel filters by and an agent may not see',
    file: agent,
    from: field('Commerce_Cart__c.Contact__c', false),
    to: '',
    said: /does not make Commerce_Cart__c\.Contact__c readable, though a panel reads it \(.*\.ts:\d+\)/,
  },
  {
    name: 'a look-up of a request that an agent may not fill',
    file: agent,
    from: field('Commerce_Sync_Request__c.Contact__c', true),
    to: field('Commerce_Sync_Request__c.Contact__c', false),
    said: /does not make Commerce_Sync_Request__c\.Contact__c editable, though a panel writes it/,
  },
  {
    name: 'an object that a panel reads and an agent may not',
    file: agent,
    from: '<object>Commerce_Customer_Value__c<',
    to: '<object>Account<',
    said: /does not give allowRead on Commerce_Customer_Value__c, which a panel needs \(.*\.ts:\d+\)/,
  },
  {
    name: 'requests that an agent may not create',
    file: agent,
    from: '<allowCreate>true<',
    to: '<allowCreate>false<',
    said: /does not give allowCreate on Commerce_Sync_Request__c, which a panel needs/,
  },
  {
    name: 'an object that an agent might change',
    file: agent,
    from: '<allowEdit>false<',
    to: '<allowEdit>true<',
    said: /Commerce_Agent.*:\d+: gives allowEdit on Commerce_\w+, which a panel does not need/,
  },
  {
    name: 'a field that an agent might change',
    file: agent,
    from: field('Commerce_Sync_Request__c.Status__c', false),
    to: field('Commerce_Sync_Request__c.Status__c', true),
    said: /makes Commerce_Sync_Request__c\.Status__c editable, and a panel never writes it/,
  },
  {
    name: 'a misnamed row, with the one that was meant',
    file: integration,
    from: '<field>Commerce_Cart__c.Line_Count__c<',
    to: '<field>Commerce_Cart__c.LineCount__c<',
    said: /does not make Commerce_Cart__c\.Line_Count__c editable.* did you mean "Commerce_Cart__c\.LineCount__c"/,
  },
];
