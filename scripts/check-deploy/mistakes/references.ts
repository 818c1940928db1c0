import type { Mistake } from '../planted.ts';

const order = 'objects/Commerce_Order__c';
const fields = `${order}/fields`;
const page = 'flexipages/Orderlens_Account_Record_Page.flexipage-meta.xml';
const app = 'applications/Orderlens.app-meta.xml';
const agent = 'permissionsets/Commerce_Agent.permissionset-meta.xml';
const integration = 'permissionsets/Commerce_Integration.permissionset-meta.xml';
const admin = 'permissionsets/Commerce_Admin.permissionset-meta.xml';
const layout = 'layouts/Commerce_Order__c-Commerce Order Layout.layout-meta.xml';

/** In layouts, pages, the app, permission sets, labels. */
export const inReferences: readonly Mistake[] = [
  {
    name: 'a layout with an unknown field',
    file: layout,
    from: '<field>Item_Summary__c<',
    to: '<field>Item_Sumary__c<',
    said: /Order Layout.*:\d+: Commerce_Order__c has no field Item_Sumary__c .*"Item_Summary__c"/,
  },
  {
    name: 'a layout without a required field',
    file: layout,
    from: '<field>External_Id__c<',
    to: '<field>Store__c<',
    said: /Order Layout.*: shows no External_Id__c, which Commerce_Order__c requires/,
  },
  {
    name: 'a related list by a field that is no lookup',
    file: layout,
    from: '<relatedList>Commerce_Order_Line__c.Order__c<',
    to: '<relatedList>Commerce_Order_Line__c.Orders__c<',
    said: /Order Layout.*: Orders__c is no lookup to .*"Commerce_Order_Line__c\.Order__c"/,
  },
  {
    name: 'a page with a panel that is not there',
    file: page,
    from: '<componentName>commerceOrderHistory<',
    to: '<componentName>commerceOrderHistry<',
    said: /Account_Record_Page.*:\d+: there is no panel commerceOrderHistry .*"commerceOrderHistory"/,
  },
  {
    name: 'a facet that is not there',
    file: page,
    from: '<value>relatedTabContent<',
    to: '<value>relatedTabContnt<',
    said: /Account_Record_Page.*:\d+: the page has no facet relatedTabContnt .*"relatedTabContent"/,
  },
  {
    name: 'an app with a page that is not there',
    file: app,
    from: '<content>Orderlens_Account_Record_Page<',
    to: '<content>Orderlens_Account_Page<',
    said: /Orderlens\.app.*:\d+: there is no record page Orderlens_Account_Page/,
  },
  {
    name: 'an app with a tab that is not there',
    file: app,
    from: '<tabs>Commerce_Customer__c<',
    to: '<tabs>Commerce_Customers__c<',
    said: /Orderlens\.app.*:\d+: there is no tab Commerce_Customers__c .*"Commerce_Customer__c"/,
  },
  {
    name: 'a console mapping by an unknown field',
    file: app,
    from: '<fieldName>Account__c<',
    to: '<fieldName>Acount__c<',
    said: /Orderlens\.app.*:\d+: Commerce_Order__c has no field Acount__c .*"Account__c"/,
  },
  {
    name: 'a permission for an unknown field',
    file: agent,
    from: '<field>Commerce_Order__c.Total__c<',
    to: '<field>Commerce_Order__c.Totals__c<',
    said: /Commerce_Agent.*:\d+: Commerce_Order__c has no field Totals__c .*"Total__c"/,
  },
  {
    name: 'a permission for a required field',
    file: agent,
    from: '<field>Commerce_Order__c.Status__c<',
    to: '<field>Commerce_Order__c.External_Id__c<',
    said: /Commerce_Agent.*:\d+: Commerce_Order__c\.External_Id__c is required/,
  },
  {
    name: 'a permission for a master-detail',
    file: agent,
    from: '<field>Commerce_Order_Line__c.SKU__c<',
    to: '<field>Commerce_Order_Line__c.Order__c<',
    said: /Commerce_Agent.*:\d+: Commerce_Order_Line__c\.Order__c is master-detail/,
  },
  {
    name: 'a permission for an unknown field of the platform',
    file: integration,
    from: '<field>Contact.Email<',
    to: '<field>Contact.Emial<',
    said: /Commerce_Integration.*:\d+: Contact has no field Emial .*"Email"/,
  },
  {
    name: 'a second row for one field',
    file: integration,
    from: '<field>Commerce_Store__c.Url__c<',
    to: '<field>Commerce_Store__c.Platform__c<',
    said: /Commerce_Integration.*:\d+: Commerce_Store__c\.Platform__c has a second <fieldPermissions>/,
  },
  {
    name: 'a right to edit what cannot be edited',
    file: agent,
    from: '<editable>false</editable>\n        <field>Commerce_Store__c.Url__c<',
    to: '<editable>true</editable>\n        <field>Commerce_Store__c.Url__c<',
    said: /Commerce_Agent.*:\d+: Commerce_Store__c\.Url__c is editable and Commerce_Store__c is not/,
  },
  {
    name: 'an object right without those it needs',
    file: admin,
    from: '<viewAllRecords>true<',
    to: '<viewAllRecords>false<',
    said: /Commerce_Admin.*:\d+: Commerce_Cart_Line__c: modifyAllRecords needs viewAllRecords/,
  },
  {
    name: 'a permission for a tab that is not there',
    file: admin,
    from: '<tab>Commerce_Order__c<',
    to: '<tab>Commerce_Orders__c<',
    said: /Commerce_Admin.*:\d+: there is no tab Commerce_Orders__c .*"Commerce_Order__c"/,
  },
  {
    name: 'a permission for an app that is not there',
    file: admin,
    from: '<application>Orderlens<',
    to: '<application>Orderlense<',
    said: /Commerce_Admin.*:\d+: there is no application Orderlense .*"Orderlens"/,
  },
  {
    name: 'a field that no permission set names',
    file: `${fields}/Gift_Note__c.field-meta.xml`,
    to: '<CustomField><fullName>Gift_Note__c</fullName><label>Gift Note</label><length>9</length><type>Text</type></CustomField>',
    said: /Gift_Note__c.*:1: no permission set names Commerce_Order__c\.Gift_Note__c/,
  },
  {
    name: 'a label given twice',
    file: 'labels/CustomLabels.labels-meta.xml',
    from: '<fullName>Orderlens_Try_Again<',
    to: '<fullName>Orderlens_Loading<',
    said: /CustomLabels.*:\d+: Orderlens_Loading has a second <labels>/,
  },
];
