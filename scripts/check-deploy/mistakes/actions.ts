import type { Mistake } from '../planted.ts';

const retry = 'quickActions/Commerce_Sync_Error__c.Retry.quickAction-meta.xml';
const flow = 'flows/Commerce_Sync_Error_Publish.flow-meta.xml';

/** In quick actions, and in who names them. */
export const inActions: readonly Mistake[] = [
  {
    name: 'an action that gives a picklist what it has not',
    file: retry,
    from: '<literalValue>Retry Requested<',
    to: '<literalValue>Retry Request<',
    said: /Retry\.quickAction.*:\d+: Status__c has no value "Retry Request" .*"Retry Requested"/,
  },
  {
    name: 'an action that shows an unknown field',
    file: retry,
    from: '<emptySpace>false</emptySpace>\n                <field>Status__c<',
    to: '<emptySpace>false</emptySpace>\n                <field>State__c<',
    said: /Retry\.quickAction.*:\d+: Commerce_Sync_Error__c has no field State__c/,
  },
  {
    name: 'an action that changes another object',
    file: retry,
    from: '<targetObject>Commerce_Sync_Error__c<',
    to: '<targetObject>Commerce_Sync_Run__c<',
    said: /Retry\.quickAction.*:\d+: changes records of Commerce_Sync_Error__c: that is its <targetObject>/,
  },
  {
    name: 'an action of a kind that the gate does not know',
    file: retry,
    from: '<type>Update<',
    to: '<type>Flow<',
    said: /Retry\.quickAction.*:\d+: the gate cannot check an action that is no Update/,
  },
  {
    name: 'an action of an object that is not there',
    file: 'quickActions/Commerce_Sync_Eror__c.Planted.quickAction-meta.xml',
    to: '<QuickAction><label>P</label><optionsCreateFeedItem>false</optionsCreateFeedItem><type>Update</type></QuickAction>',
    said: /Planted\.quickAction.*:1: there is no object Commerce_Sync_Eror__c .*"Commerce_Sync_Error__c"/,
  },
  {
    name: 'a layout with an action that is not there',
    file: 'layouts/Commerce_Sync_Error__c-Commerce Sync Error Layout.layout-meta.xml',
    from: '<actionName>Commerce_Sync_Error__c.Ignore<',
    to: '<actionName>Commerce_Sync_Error__c.Ignored<',
    said: /Sync Error Layout.*:\d+: there is no action Commerce_Sync_Error__c\.Ignored .*"Commerce_Sync_Error__c\.Ignore"/,
  },
  {
    name: 'a button over a list for an action that is not there',
    file: 'objects/Commerce_Sync_Error__c/Commerce_Sync_Error__c.object-meta.xml',
    from: '<massQuickActions>Commerce_Sync_Error__c.Reopen<',
    to: '<massQuickActions>Commerce_Sync_Error__c.Open<',
    said: /Sync_Error__c\.object.*:\d+: there is no action Commerce_Sync_Error__c\.Open/,
  },
  {
    name: 'a flow that waits for what a picklist never is',
    file: flow,
    from: '<stringValue>Resolved<',
    to: '<stringValue>Resolve<',
    said: /Error_Publish.*:\d+: Status__c has no value "Resolve" .*"Resolved"/,
  },
];
