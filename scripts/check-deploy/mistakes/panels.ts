import type { Mistake } from '../planted.ts';

const panel = 'lwc/plantedPanel/plantedPanel';
const badge = 'lwc/commerceStatusBadge/commerceStatusBadge';
const row = 'lwc/commerceOrderRow/commerceOrderRow';
const request = 'lwc/commerceSyncRequest/request.ts';
const subject = 'lwc/commercePanel/subject.ts';

const module = (imports: string, body = ''): string =>
  `import { LightningElement } from 'lwc';\n${imports}\nexport default class PlantedPanel extends LightningElement {\n${body}}\n`;

const query = (inside: string): string =>
  module(
    "import { gql } from 'lightning/graphql';",
    `  query = gql\`query {
    uiapi { query {
      ${inside}
    } }
  }\`;\n`,
  );

const nodes = (inside: string): string =>
  query(`Commerce_Order__c(first: 5) { edges { node { ${inside} } } }`);

/** In what a module imports and names. */
const inModules: readonly Mistake[] = [
  {
    name: 'a mistyped label',
    file: `${panel}.ts`,
    to: module("import TOTAL from '@salesforce/label/c.Orderlens_Totl';"),
    said: /plantedPanel\.ts:2: there is no label Orderlens_Totl .*"Orderlens_Total"/,
  },
  {
    name: 'a mistyped field',
    file: `${panel}.ts`,
    to: module("import STATUS from '@salesforce/schema/Commerce_Order__c.Statuss__c';"),
    said: /:2: Commerce_Order__c has no field Statuss__c .*"Status__c"/,
  },
  {
    name: 'a mistyped object',
    file: `${panel}.ts`,
    to: module("import ORDER from '@salesforce/schema/Commerce_Ordr__c';"),
    said: /:2: there is no object Commerce_Ordr__c .*"Commerce_Order__c"/,
  },
  {
    name: 'a mistyped relationship',
    file: `${panel}.ts`,
    to: module("import NAME from '@salesforce/schema/Commerce_Order__c.Customr__r.Name';"),
    said: /:2: Commerce_Order__c has no parent Customr__r .*"Customer__r"/,
  },
  {
    name: 'a mistyped module',
    file: `${panel}.ts`,
    to: module("import { money } from 'c/commerceFormt';"),
    said: /:2: there is no panel commerceFormt .*"commerceFormat"/,
  },
  {
    name: 'a mistyped module of the platform',
    file: `${panel}.ts`,
    to: module("import { gql } from 'lightning/graphq1';"),
    said: /:2: the platform has no module lightning\/graphq1 .*"lightning\/graphql"/,
  },
  {
    name: 'a mistyped field in the type of an answer',
    file: request,
    from: 'readonly Message__c?:',
    to: 'readonly Mesage__c?:',
    said: /request\.ts:\d+: nothing in the package is called Mesage__c .*"Message__c"/,
  },
  {
    name: 'a mistyped field in a filter',
    file: subject,
    from: '{ Contact__c: {',
    to: '{ Contct__c: {',
    said: /subject\.ts:\d+: nothing in the package is called Contct__c .*"Contact__c"/,
  },
  {
    name: 'a mistyped field of a record that is read',
    file: subject,
    from: "'Case.ContactId'",
    to: "'Case.ContctId'",
    said: /subject\.ts:\d+: Case has no field ContctId .*"ContactId"/,
  },
  {
    name: 'a field name put together',
    file: `${panel}.ts`,
    to: module('', "  field = 'Total';\n  get name() {\n    return `${this.field}__c`;\n  }\n"),
    said: /plantedPanel\.ts:6: a field name put together from parts cannot be checked/,
  },
];

const inQueries: readonly Mistake[] = [
  {
    name: 'a mistyped object in a query',
    file: `${panel}.ts`,
    to: query('Commerce_Ordr__c(first: 5) { edges { node { Id } } }'),
    said: /plantedPanel\.ts:6: there is no object Commerce_Ordr__c .*"Commerce_Order__c"/,
  },
  {
    name: 'a mistyped field in where',
    file: `${panel}.ts`,
    to: query('Commerce_Order__c(where: { Acount__c: { eq: "1" } }) { edges { node { Id } } }'),
    said: /plantedPanel\.ts:6: Commerce_Order__c has no field Acount__c .*"Account__c"/,
  },
  {
    name: 'a mistyped field in orderBy',
    file: `${panel}.ts`,
    to: query(
      'Commerce_Order__c(orderBy: { Placd_At__c: { order: DESC } }) { edges { node { Id } } }',
    ),
    said: /plantedPanel\.ts:6: Commerce_Order__c has no field Placd_At__c .*"Placed_At__c"/,
  },
  {
    name: 'a mistyped field in a node',
    file: `${panel}.ts`,
    to: nodes('Totl__c { value }'),
    said: /plantedPanel\.ts:6: Commerce_Order__c has no field Totl__c .*"Total__c"/,
  },
  {
    name: 'a mistyped field of a parent',
    file: `${panel}.ts`,
    to: nodes('Customer__r { Emial__c { value } }'),
    said: /plantedPanel\.ts:6: Commerce_Customer__c has no field Emial__c .*"Email__c"/,
  },
  {
    name: 'a mistyped field of a child',
    file: `${panel}.ts`,
    to: nodes('Lines__r { edges { node { SKUU__c { value } } } }'),
    said: /plantedPanel\.ts:6: Commerce_Order_Line__c has no field SKUU__c .*"SKU__c"/,
  },
  {
    name: 'a query that does not close',
    file: `${panel}.ts`,
    to: nodes('Total__c { value'),
    said: /plantedPanel\.ts:\d+: Syntax Error/,
  },
  {
    name: "a mistyped type of a query's variable",
    file: 'lwc/commerceValueData/values.ts',
    from: '$where: Commerce_Customer_Value__c_Filter',
    to: '$where: Commerce_Customer_Valu__c_Filter',
    said: /values\.ts:\d+: there is no object Commerce_Customer_Valu__c .*"Commerce_Customer_Value__c"/,
  },
];

const inBundles: readonly Mistake[] = [
  {
    name: 'a template that shows a panel that is not there',
    file: `${panel}.html`,
    to: '<template>\n  <c-commerce-status-bage></c-commerce-status-bage>\n</template>\n',
    said: /plantedPanel\.html:2: there is no panel commerceStatusBage .*"commerceStatusBadge"/,
  },
  {
    name: 'a template that shows a base component that is not there',
    file: `${panel}.html`,
    to: '<template>\n  <lightning-buton-icon></lightning-buton-icon>\n</template>\n',
    said: /plantedPanel\.html:2: there is no base component lightning-buton-icon .*"button-icon"/,
  },
  {
    name: 'a stylesheet that imports one that is not there',
    file: `${panel}.css`,
    to: "@import 'c/commerceRowStiles';\n",
    said: /plantedPanel\.css:1: there is no panel commerceRowStiles .*"commerceRowStyles"/,
  },
  {
    name: 'a panel without its compiled module',
    file: `${panel}.ts`,
    to: module(''),
    step: 'companions',
    said: /plantedPanel\.js:1: is missing: run npm run build/,
  },
  {
    name: 'a panel without its meta file',
    file: `${badge}.js-meta.xml`,
    to: null,
    step: 'companions',
    said: /commerceStatusBadge\.js-meta\.xml:1: commerceStatusBadge lacks this file/,
  },
  {
    name: 'a panel whose template is gone',
    file: `${badge}.html`,
    to: null,
    step: 'companions',
    said: /commerceStatusBadge\.html:1: commerceStatusBadge lacks its template/,
  },
  {
    name: 'a compiled module that is stale',
    file: `${badge}.js`,
    to: '// older',
    step: 'companions',
    said: /commerceStatusBadge\.js:1: is stale: run npm run build/,
  },
];

/** What only the tools that are made for it notice. */
const inCode: readonly Mistake[] = [
  {
    name: 'a template that does not compile',
    file: `${badge}.html`,
    from: '<template>',
    to: '<template>\n  <p lwc:iff={shown}></p>',
    step: 'compilation',
    said: /commerceStatusBadge\.html:\d+: .*lwc:iff/,
  },
  {
    name: 'a module that does not compile',
    file: `${panel}.ts`,
    to: module(
      "import { api } from 'lwc';",
      '  @api get a() {\n    return 1;\n  }\n  @api a = 2;\n',
    ),
    step: 'compilation',
    said: /plantedPanel\.ts:\d+: .*/,
  },
  {
    name: 'a type that does not fit',
    file: request,
    from: 'readonly Message__c?: Value<string>;',
    to: 'readonly Message__c?: Valu<string>;',
    step: 'types',
    said: /request\.ts:\d+: TS2552: .*'Valu'.*'Value'/,
  },
  {
    name: 'a name that is not exported',
    file: `${panel}.ts`,
    to: module("import { graphqll } from 'lightning/graphql';", '  it = graphqll;\n'),
    step: 'types',
    said: /plantedPanel\.ts:2: TS2\d+: .*graphqll/,
  },
  {
    name: 'a class of the design system that is none of its own to change',
    file: `${row}.css`,
    to: '.slds-card { color: #ff0000; }\n',
    step: 'style',
    said: /commerceOrderRow\.css:1: .*\(@salesforce-ux\/slds\//,
  },
  {
    name: 'a class that the design system has given up',
    file: `${panel}.html`,
    to: '<template>\n  <p class="slds-text-heading--small">A</p>\n</template>\n',
    step: 'style',
    said: /plantedPanel\.html:2: .*\(@salesforce-ux\/slds\//,
  },
  {
    name: 'what components may not do',
    file: `${panel}.ts`,
    to: module(
      '',
      "  renderedCallback(): void {\n    this.template!.querySelector('p')!.innerHTML = 'a';\n  }\n",
    ),
    step: 'style',
    said: /plantedPanel\.ts:\d+: .*\(@lwc\/lwc\//,
  },
];

export const inPanels: readonly Mistake[] = [...inModules, ...inQueries, ...inBundles, ...inCode];
