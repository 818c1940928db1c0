import type { Mistake } from '../planted.ts';

const withLines = 'reportTypes/Orderlens_Orders_with_Lines.reportType-meta.xml';
const withOrders = 'reportTypes/Orderlens_Customers_with_Orders.reportType-meta.xml';
const withRefunds = 'reportTypes/Orderlens_Orders_with_Refunds.reportType-meta.xml';
const agents = 'permissionsetgroups/Orderlens_Agent.permissionsetgroup-meta.xml';
const admins = 'permissionsetgroups/Orderlens_Admin.permissionsetgroup-meta.xml';
const casePage = 'flexipages/Orderlens_Case_Record_Page.flexipage-meta.xml';

const reportType = (joins: string): string =>
  `<ReportType><baseObject>Commerce_Order__c</baseObject><category>other</category><deployed>true</deployed>${joins}<label>Planted</label><sections><columns><checkedByDefault>true</checkedByDefault><field>Name</field><table>Commerce_Order__c</table></columns><masterLabel>Orders</masterLabel></sections></ReportType>`;

/** In report types, permission set groups, and pages assigned. */
export const inRoles: readonly Mistake[] = [
  {
    name: 'a report type by a relationship that is not there',
    file: withRefunds,
    from: '<relationship>Refunds__r<',
    to: '<relationship>Refund__r<',
    said: /with_Refunds.*:\d+: Commerce_Order__c has no relationship Refund__r .*"Refunds__r"/,
  },
  {
    name: 'a report type of an object that is not there',
    file: 'reportTypes/Planted_Base.reportType-meta.xml',
    to: reportType('').replace('Object>Commerce_Order__c', 'Object>Commerce_Ordr__c'),
    said: /Planted_Base.*:1: there is no object Commerce_Ordr__c .*"Commerce_Order__c"/,
  },
  {
    name: 'a column that the joined object lacks',
    file: withLines,
    from: '<field>Unit_Price__c<',
    to: '<field>Unit_Prise__c<',
    said: /with_Lines.*:\d+: Commerce_Order_Line__c has no field Unit_Prise__c .*"Unit_Price__c"/,
  },
  {
    name: 'a column of a table that is not joined',
    file: withLines,
    from: '<field>SKU__c</field>\n            <table>Commerce_Order__c.Lines__r<',
    to: '<field>SKU__c</field>\n            <table>Commerce_Order__c.Line__r<',
    said: /with_Lines.*:\d+: the report type joins no Commerce_Order__c\.Line__r .*\.Lines__r"/,
  },
  {
    name: 'a column given twice',
    file: withOrders,
    from: '<field>First_Name__c<',
    to: '<field>Last_Name__c<',
    said: /with_Orders.*:\d+: Last_Name__c has a second <columns>/,
  },
  {
    name: 'a column by a look-up that is not there',
    file: withOrders,
    from: '<field>Email__c<',
    to: '<field>Acount__c.Commerce_Key__c<',
    said: /with_Orders.*:\d+: Commerce_Customer__c has no look-up Acount__c/,
  },
  {
    name: 'an inner join after an outer one',
    file: 'reportTypes/Planted_Join.reportType-meta.xml',
    to: reportType(
      '<join><join><outerJoin>false</outerJoin><relationship>Lines__r</relationship></join><outerJoin>true</outerJoin><relationship>Refunds__r</relationship></join>',
    ),
    said: /Planted_Join.*:1: what follows an outer join has to be an outer join too/,
  },
  {
    name: 'a category that is none',
    file: withRefunds,
    from: '<category>other<',
    to: '<category>orders<',
    said: /with_Refunds.*:\d+: <category> cannot be "orders"/,
  },
  {
    name: 'a group with a permission set that is not there',
    file: agents,
    from: '<permissionSets>Commerce_Agent<',
    to: '<permissionSets>Commerce_Agnt<',
    said: /Orderlens_Agent.*:\d+: there is no permission set Commerce_Agnt .*"Commerce_Agent"/,
  },
  {
    name: 'a group with one permission set twice',
    file: admins,
    from: '<permissionSets>Commerce_Admin</permissionSets>',
    to: '<permissionSets>Commerce_Admin</permissionSets><permissionSets>Commerce_Admin</permissionSets>',
    said: /Orderlens_Admin.*:\d+: Commerce_Admin is in the group twice/,
  },
  {
    name: 'a group of nothing',
    file: 'permissionsetgroups/Planted.permissionsetgroup-meta.xml',
    to: '<PermissionSetGroup><description>None.</description><label>Planted</label></PermissionSetGroup>',
    said: /Planted\.permissionsetgroup.*:1: the group has no <permissionSets>/,
  },
  {
    name: 'a region that the template lacks',
    file: casePage,
    from: '<name>sidebar<',
    to: '<name>sidebr<',
    said: /Case_Record_Page.*:\d+: flexipage:recordHomeTemplateDesktop has no region sidebr .*"sidebar"/,
  },
  {
    name: 'two pages for one record',
    file: 'applications/Planted.app-meta.xml',
    to: `<CustomApplication>${'<actionOverrides><actionName>View</actionName><content>Orderlens_Case_Record_Page</content><formFactor>Large</formFactor><skipRecordTypeSelect>false</skipRecordTypeSelect><type>Flexipage</type><pageOrSobjectType>Case</pageOrSobjectType></actionOverrides>'.repeat(2)}<label>Planted</label></CustomApplication>`,
    said: /Planted\.app.*:1: assigns a second page to View Case Large/,
  },
];
