import type { Mistake } from '../planted.ts';

const order = 'objects/Commerce_Order__c';
const fields = `${order}/fields`;
const page = 'flexipages/Orderlens_Account_Record_Page.flexipage-meta.xml';
const app = 'applications/Orderlens.app-meta.xml';

/** In objects, fields, list views. */
export const inObjects: readonly Mistake[] = [
  {
    name: 'an unknown element',
    file: `${fields}/Total__c.field-meta.xml`,
    from: '<precision>18</precision>',
    to: '<precission>18</precission>',
    said: /Total__c\.field-meta\.xml:\d+: unknown element <precission> .*"precision"/,
  },
  {
    name: 'a field type without what it needs',
    file: `${fields}/Total__c.field-meta.xml`,
    from: '<precision>18</precision>',
    to: '',
    said: /Total__c\.field-meta\.xml:2: a field of type Number needs <precision>/,
  },
  {
    name: 'a wrong enum value',
    file: `${fields}/Placed_At__c.field-meta.xml`,
    from: '<type>DateTime</type>',
    to: '<type>Datetime</type>',
    said: /Placed_At__c.*:\d+: <type> cannot be "Datetime" — did you mean "DateTime"/,
  },
  {
    name: 'a bad number',
    file: `${fields}/Line_Count__c.field-meta.xml`,
    from: '<precision>9</precision>',
    to: '<precision>nine</precision>',
    said: /Line_Count__c.*:\d+: <precision> is a number, not "nine"/,
  },
  {
    name: 'a bad boolean',
    file: `${fields}/Line_Count__c.field-meta.xml`,
    from: '<unique>false</unique>',
    to: '<unique>no</unique>',
    said: /Line_Count__c.*:\d+: <unique> is true or false, not "no"/,
  },
  {
    name: 'something required that is missing',
    file: `${order}/listViews/All.listView-meta.xml`,
    from: '<filterScope>Everything</filterScope>',
    to: '',
    said: /All\.listView-meta\.xml:2: <ListView> lacks the required <filterScope>/,
  },
  {
    name: 'repeats that do not stand together',
    file: page,
    from: '<masterLabel>',
    to: '<sobjectType>Account</sobjectType><masterLabel>',
    said: /Account_Record_Page.*:\d+: <sobjectType> is given twice/,
  },
  {
    name: 'a list in two places',
    file: app,
    from: '<uiType>',
    to: '<formFactors>Medium</formFactors><uiType>',
    said: /Orderlens\.app-meta\.xml:\d+: <formFactors> stands apart/,
  },
  {
    name: 'a file that nothing places',
    file: 'novelties/A.novelty-meta.xml',
    to: '<Novelty/>',
    said: /novelties\/A\.novelty-meta\.xml:1: no metadata type goes by this folder/,
  },
  {
    name: 'a lookup to an object that is not there',
    file: `${fields}/Contact__c.field-meta.xml`,
    from: '<referenceTo>Contact<',
    to: '<referenceTo>Contct<',
    said: /Contact__c\.field.*:\d+: there is no object Contct .*"Contact"/,
  },
  {
    name: 'a master-detail that is called required',
    file: 'objects/Commerce_Order_Line__c/fields/Order__c.field-meta.xml',
    from: '<trackTrending>',
    to: '<required>true</required><trackTrending>',
    said: /Order__c\.field.*:\d+: a field of type MasterDetail cannot say <required>/,
  },
  {
    name: 'two relationships of one name',
    file: `${fields}/Account__c.field-meta.xml`,
    from: '<relationshipName>Commerce_Orders<',
    to: '<relationshipName>Commerce_Customers<',
    said: /Account__c\.field.*:\d+: Account has another relationship Commerce_Customers/,
  },
  {
    name: 'a field that calls itself otherwise',
    file: `${fields}/Currency__c.field-meta.xml`,
    from: '<fullName>Currency__c<',
    to: '<fullName>Currancy__c<',
    said: /Currency__c\.field.*:\d+: <fullName> is Currancy__c, but the file is called Currency__c/,
  },
  {
    name: 'a text longer than an org allows',
    file: `${fields}/Item_Summary__c.field-meta.xml`,
    from: '<length>255<',
    to: '<length>256<',
    said: /Item_Summary__c.*:\d+: text is at most 255/,
  },
  {
    name: 'a column that is no field',
    file: `${order}/listViews/Last_30_Days.listView-meta.xml`,
    from: '<columns>Total__c<',
    to: '<columns>Totl__c<',
    said: /Last_30_Days.*:\d+: Commerce_Order__c has no column Totl__c .*"Total__c"/,
  },
  {
    name: 'a filter for a value that the picklist lacks',
    file: `${order}/listViews/Needs_Attention.listView-meta.xml`,
    from: '<value>on hold,payment failed<',
    to: '<value>on hold,payment faild<',
    said: /Needs_Attention.*:\d+: Status__c has no value "payment faild" .*"payment failed"/,
  },
  {
    name: 'a compact layout that is not there',
    file: `${order}/Commerce_Order__c.object-meta.xml`,
    from: '<compactLayoutAssignment>Commerce_Order_Compact<',
    to: '<compactLayoutAssignment>Commerce_Order_Compct<',
    said: /Commerce_Order__c\.object.*:\d+: .*no compact layout Commerce_Order_Compct .*_Compact"/,
  },
  {
    name: 'switches that go only together',
    file: `${order}/Commerce_Order__c.object-meta.xml`,
    from: '<enableBulkApi>true<',
    to: '<enableBulkApi>false<',
    said: /Commerce_Order__c\.object.*: enableBulkApi, .* are on or off together/,
  },
  {
    name: 'sharing by a parent that is not there',
    file: 'objects/Commerce_Store__c/Commerce_Store__c.object-meta.xml',
    from: '<sharingModel>Private<',
    to: '<sharingModel>ControlledByParent<',
    said: /Commerce_Store__c\.object.*:\d+: Commerce_Store__c has no master/,
  },
  {
    name: 'a compact layout with an unknown field',
    file: `${order}/compactLayouts/Commerce_Order_Compact.compactLayout-meta.xml`,
    from: '<fields>Status__c<',
    to: '<fields>State__c<',
    said: /Commerce_Order_Compact.*:\d+: Commerce_Order__c has no field State__c .*"Status__c"/,
  },
];
