import type { Mistake } from '../planted.ts';

const page = 'flexipages/Orderlens_Account_Record_Page.flexipage-meta.xml';
const tab = '<CustomTab><customObject>true</customObject><motif>Custom13: Box</motif></CustomTab>';

/** In files as such. */
export const inFiles: readonly Mistake[] = [
  {
    name: 'XML that does not close',
    file: 'objects/Commerce_Order__c/fields/Total__c.field-meta.xml',
    from: '</label>',
    to: '</lable>',
    said: /Total__c\.field-meta\.xml:\d+: no XML: Expected closing tag 'label'/,
  },
  {
    name: 'another type than the file name says',
    file: 'tabs/Commerce_Store__c.tab-meta.xml',
    to: '<?xml version="1.0"?>\n<CustomLabels><labels/></CustomLabels>',
    said: /Commerce_Store__c\.tab-meta\.xml:2: a file of this name holds <CustomTab>/,
  },
  {
    name: 'a tab of no object',
    file: 'tabs/Commerce_Stor__c.tab-meta.xml',
    to: tab,
    said: /Commerce_Stor__c.*:1: the tab shows no object: .*"Commerce_Store__c"/,
  },
  {
    name: 'a panel on a page of another object',
    file: page,
    from: '<sobjectType>Account<',
    to: '<sobjectType>Lead<',
    said: /Account_Record_Page.*:\d+: commerceOrderHistory is for Account.*, not for Lead/,
  },
  {
    name: 'a component given twice',
    file: 'other/tabs/Commerce_Store__c.tab-meta.xml',
    to: tab,
    said: /CustomTab Commerce_Store__c is also in force-app/,
  },
  {
    name: 'a kind of metadata that the gate does not know',
    file: 'customMetadata/Planted.One.md-meta.xml',
    to: '<CustomMetadata><label>One</label></CustomMetadata>',
    said: /Planted\.One\.md.*:1: the gate cannot check what <CustomMetadata> refers to/,
  },
  {
    name: 'a label that is too long',
    file: 'objects/Commerce_Order__c/fields/Total__c.field-meta.xml',
    from: '<label>',
    to: `<label>${'Very '.repeat(9)}`,
    said: /Total__c.*:\d+: <label> is longer than 40 characters/,
  },
  {
    name: 'a name that is too long',
    file: `objects/Commerce_Order__c/fields/${'A'.repeat(41)}__c.field-meta.xml`,
    to: '<CustomField><label>A</label><length>9</length><type>Text</type></CustomField>',
    said: /A__c.*:1: the name A+ is longer than 40 characters/,
  },
  {
    name: 'a text of a panel that is too long',
    file: 'labels/CustomLabels.labels-meta.xml',
    from: '<value>',
    to: `<value>${'Very '.repeat(200)}`,
    said: /CustomLabels.*:\d+: <value> is longer than 1000 characters/,
  },
  {
    name: 'a panel of a version to come',
    file: 'lwc/commerceStatusBadge/commerceStatusBadge.js-meta.xml',
    from: '<apiVersion>66.0<',
    to: '<apiVersion>68.0<',
    said: /commerceStatusBadge\.js-meta\.xml:\d+: <apiVersion> is not the package's, 66\.0/,
  },
];
