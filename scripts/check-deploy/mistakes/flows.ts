import type { Mistake } from '../planted.ts';

const published = 'flows/Commerce_Sync_Request_Publish.flow-meta.xml';
const event = 'objects/Commerce_Sync_Requested__e';
const eventFields = `${event}/fields`;
const agent = 'permissionsets/Commerce_Agent.permissionset-meta.xml';
const integration = 'permissionsets/Commerce_Integration.permissionset-meta.xml';
const requests = 'objects/Commerce_Sync_Request__c';
const layout = 'layouts/Commerce_Sync_Request__c-Commerce Sync Request Layout.layout-meta.xml';

const create = (name: string, object: string, fields: string): string =>
  `<recordCreates><name>${name}</name><label>${name}</label><locationX>0</locationX><locationY>0</locationY>${fields}<object>${object}</object></recordCreates>`;
const start = (connector: string): string =>
  `<start><locationX>0</locationX><locationY>0</locationY>${connector}<object>Commerce_Sync_Request__c</object><recordTriggerType>Create</recordTriggerType><triggerType>RecordAfterSave</triggerType></start>`;
const flow = (steps: string, rest: string): string =>
  `<Flow><apiVersion>66.0</apiVersion><description>Planted.</description><label>Planted</label><processType>AutoLaunchedFlow</processType>${steps}<status>Active</status>${rest}</Flow>`;

const leads = (to: string): string =>
  `<connector><targetReference>${to}</targetReference></connector>`;
const assigned = (field: string): string =>
  `<inputAssignments><field>${field}</field><value><stringValue>1</stringValue></value></inputAssignments>`;

/** In what the published flow refers to. */
const inReferences: readonly Mistake[] = [
  {
    name: 'a flow that is a draft',
    file: published,
    from: '<status>Active<',
    to: '<status>Draft<',
    said: /Request_Publish.*:\d+: the flow is not Active/,
  },
  {
    name: 'a flow of another version',
    file: published,
    from: '<apiVersion>66.0<',
    to: '<apiVersion>99.0<',
    said: /Request_Publish.*:\d+: <apiVersion> is not the package's, 66\.0/,
  },
  {
    name: 'a flow that creates what is not there',
    file: 'flows/Planted_Object.flow-meta.xml',
    to: flow(create('A', 'Commerce_Sync_Requestd__e', ''), start(leads('A'))),
    said: /Planted_Object.*:1: there is no object Commerce_Sync_Requestd__e .*"Commerce_Sync_Requested__e"/,
  },
  {
    name: 'a flow that starts on what is not there',
    file: 'flows/Planted_Start.flow-meta.xml',
    to: flow(
      create('A', 'Commerce_Sync_Requested__e', assigned('Request_Id__c')),
      start(leads('A')).replace('Request__c', 'Requests__c'),
    ),
    said: /Planted_Start.*:1: there is no object Commerce_Sync_Requests__c .*"Commerce_Sync_Request__c"/,
  },
  {
    name: 'a flow that sets an unknown field',
    file: published,
    from: '<field>Account_Id__c<',
    to: '<field>Acount_Id__c<',
    said: /Request_Publish.*:\d+: Commerce_Sync_Requested__e has no field Acount_Id__c .*"Account_Id__c"/,
  },
  {
    name: 'a flow that reads an unknown field',
    file: published,
    from: '$Record.Contact__c<',
    to: '$Record.Contct__c<',
    said: /Request_Publish.*:\d+: Commerce_Sync_Request__c has no field Contct__c .*"Contact__c"/,
  },
  {
    name: 'a flow that leaves a required field empty',
    file: published,
    from: '<field>Request_Id__c<',
    to: '<field>Contact_Id__c<',
    said: /Request_Publish.*:\d+: gives no Request_Id__c, which Commerce_Sync_Requested__e requires/,
  },
  {
    name: 'a flow that sets a field twice',
    file: 'flows/Planted_Twice.flow-meta.xml',
    to: flow(
      create('A', 'Commerce_Sync_Requested__e', assigned('Request_Id__c').repeat(2)),
      start(leads('A')),
    ),
    said: /Planted_Twice.*:1: Request_Id__c has a second <inputAssignments>/,
  },
  {
    name: 'a flow that sets what the platform sets',
    file: 'flows/Planted_Own.flow-meta.xml',
    to: flow(create('A', 'Commerce_Store__c', assigned('CreatedDate')), start(leads('A'))),
    said: /Planted_Own.*:1: Commerce_Store__c sets its CreatedDate by itself/,
  },
];

/** In how a flow runs. */
const inWays: readonly Mistake[] = [
  {
    name: 'a flow that runs before the record has an id',
    file: 'flows/Planted_Before.flow-meta.xml',
    to: flow(
      create('A', 'Commerce_Sync_Requested__e', assigned('Request_Id__c')),
      start(leads('A')).replace('RecordAfterSave', 'RecordBeforeSave'),
    ),
    said: /Planted_Before.*:1: a flow that creates something starts at RecordAfterSave/,
  },
  {
    name: 'a flow that leads to a step that is not there',
    file: published,
    from: '<targetReference>Publish_Sync_Requested<',
    to: '<targetReference>Publish_Sync_Request<',
    said: /Request_Publish.*:\d+: the flow has no step Publish_Sync_Request .*"Publish_Sync_Requested"/,
  },
  {
    name: 'a step that nothing leads to',
    file: published,
    from: '<targetReference>Publish_Sync_Requested<',
    to: '<targetReference>Publish_Sync_Request<',
    said: /Request_Publish.*:\d+: nothing leads to the step Publish_Sync_Requested/,
  },
  {
    name: 'a flow that leads nowhere',
    file: 'flows/Planted_Nowhere.flow-meta.xml',
    to: flow('', start('')),
    said: /Planted_Nowhere.*:1: <start> leads nowhere/,
  },
  {
    name: 'a flow that nothing starts',
    file: 'flows/Planted_Startless.flow-meta.xml',
    to: flow('', ''),
    said: /Planted_Startless.*:1: the flow has no <start>/,
  },
  {
    name: 'a flow that starts itself',
    file: 'flows/Planted_Loop.flow-meta.xml',
    to: flow(create('A', 'Commerce_Sync_Request__c', ''), start(leads('A'))),
    said: /Planted_Loop.*:1: creates Commerce_Sync_Request__c, which starts this flow again/,
  },
  {
    name: 'a step that the gate does not know',
    file: 'flows/Planted_Wait.flow-meta.xml',
    to: flow('<recordRollbacks><name>Back</name></recordRollbacks>', start(leads('Back'))),
    said: /Planted_Wait.*:1: the gate cannot check <recordRollbacks> of a flow/,
  },
  {
    name: 'a reference that the gate does not know',
    file: 'flows/Planted_Reference.flow-meta.xml',
    to: flow(
      create(
        'A',
        'Commerce_Sync_Requested__e',
        '<inputAssignments><field>Request_Id__c</field><value><elementReference>$User.Id</elementReference></value></inputAssignments>',
      ),
      start(leads('A')),
    ),
    said: /Planted_Reference.*:1: the gate cannot check the reference \$User\.Id/,
  },
];

const inEvents: readonly Mistake[] = [
  {
    name: 'an event of a type that is gone',
    file: `${event}/Commerce_Sync_Requested__e.object-meta.xml`,
    from: '<eventType>HighVolume<',
    to: '<eventType>StandardVolume<',
    said: /Requested__e\.object.*:\d+: an event of another type than HighVolume/,
  },
  {
    name: 'an event that does not say when it is published',
    file: `${event}/Commerce_Sync_Requested__e.object-meta.xml`,
    from: '<publishBehavior>PublishAfterCommit</publishBehavior>',
    to: '<sharingModel>Private</sharingModel>',
    said: /Requested__e\.object.*: the event Commerce_Sync_Requested__e has no <publishBehavior>/,
  },
  {
    name: 'an event that is shared like a record',
    file: `${event}/Commerce_Sync_Requested__e.object-meta.xml`,
    from: '<publishBehavior>PublishAfterCommit</publishBehavior>',
    to: '<publishBehavior>PublishAfterCommit</publishBehavior><sharingModel>Private</sharingModel>',
    said: /Requested__e\.object.*:\d+: an event cannot say <sharingModel>/,
  },
  {
    name: 'an event with a look-up',
    file: `${eventFields}/Account_Id__c.field-meta.xml`,
    from: '<type>Text<',
    to: '<type>Lookup<',
    said: /Account_Id__c.*:\d+: an event carries no Lookup/,
  },
  {
    name: 'an event with a key',
    file: `${eventFields}/Contact_Id__c.field-meta.xml`,
    from: '<label>',
    to: '<externalId>true</externalId><label>',
    said: /Contact_Id__c.*:\d+: a field of an event cannot be <externalId>/,
  },
  {
    name: 'a list of events',
    file: `${event}/listViews/All.listView-meta.xml`,
    to: '<ListView><fullName>All</fullName><filterScope>Everything</filterScope><label>All</label></ListView>',
    said: /Requested__e.*All.*:1: Commerce_Sync_Requested__e has no records to show/,
  },
  {
    name: 'an event that nobody may read',
    file: 'objects/Planted__e/Planted__e.object-meta.xml',
    to: '<CustomObject><deploymentStatus>Deployed</deploymentStatus><description>P.</description><eventType>HighVolume</eventType><label>P</label><pluralLabel>P</pluralLabel><publishBehavior>PublishAfterCommit</publishBehavior></CustomObject>',
    said: /Planted__e.*:1: no permission set lets Planted__e be read/,
  },
  {
    name: "a permission for an event's field",
    file: agent,
    from: '<field>Commerce_Store__c.Currency__c<',
    to: '<field>Commerce_Sync_Requested__e.Request_Id__c<',
    said: /Commerce_Agent.*:\d+: Commerce_Sync_Requested__e\.Request_Id__c is a field of an event/,
  },
  {
    name: 'a right that events do not have',
    file: integration,
    from: '<object>Commerce_Sync_Requested__e</object>\n        <viewAllRecords>false<',
    to: '<object>Commerce_Sync_Requested__e</object>\n        <viewAllRecords>true<',
    said: /Commerce_Integration.*:\d+: Commerce_Sync_Requested__e: there is no viewAllRecords of it/,
  },
  {
    name: 'a right that products do not have',
    file: integration,
    from: '<object>Product2</object>\n        <viewAllRecords>false<',
    to: '<object>Product2</object>\n        <viewAllRecords>true<',
    said: /Commerce_Integration.*:\d+: Product2: there is no viewAllRecords of it/,
  },
];

/** In objects that a request brought along. */
const inRequests: readonly Mistake[] = [
  {
    name: 'a name that counts without a format',
    file: `${requests}/Commerce_Sync_Request__c.object-meta.xml`,
    from: '<displayFormat>SR-{000000}</displayFormat>',
    to: '',
    said: /Sync_Request__c\.object.*:\d+: an AutoNumber needs a <displayFormat>/,
  },
  {
    name: 'a name that counts and is asked for',
    file: layout,
    from: '<behavior>Readonly<',
    to: '<behavior>Required<',
    said: /Sync Request Layout.*:\d+: Name of Commerce_Sync_Request__c is an AutoNumber/,
  },
  {
    name: 'a picklist with two defaults',
    file: `${requests}/fields/Status__c.field-meta.xml`,
    from: '<default>false<',
    to: '<default>true<',
    said: /Status__c.*:\d+: "Running" is a second default/,
  },
  {
    name: 'a checkbox filtered by a word',
    file: 'objects/Commerce_Cart__c/listViews/All.listView-meta.xml',
    from: '<value>0<',
    to: '<value>no<',
    said: /Cart__c.*All.*:\d+: Removed__c is 1 or 0 in a filter, not "no"/,
  },
];

/** In flows, events and what they stand on. */
export const inFlows: readonly Mistake[] = [...inReferences, ...inWays, ...inEvents, ...inRequests];
