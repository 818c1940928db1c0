import { text } from './text.ts';

/** Where a record got stuck, as the store has it. */
export type ErrorStage = 'read' | 'map' | 'write' | 'waiting' | 'retry';

/** What Salesforce said of a row. */
export interface Fault {
  readonly object: string;
  readonly externalId: string;
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** For an admin: each fits 255 characters. */
export interface Words {
  readonly reason: string;
  readonly whatToDo: string;
}

const longest = 255;

/** Why a record is not in Salesforce, and what to do about it. `said`: what is known of it besides the fault. */
export function explain(stage: ErrorStage, fault: Fault | null, said: string): Words {
  const { reason, whatToDo } = wordsOf(stage, fault, said);
  return { reason: text(reason, longest), whatToDo: text(whatToDo, longest) };
}

function wordsOf(stage: ErrorStage, fault: Fault | null, said: string): Words {
  if (stage === 'read' || stage === 'map') return unreadable(stage, said);
  if (!fault) return { reason: said, whatToDo: thenRetry('Look at the details') };
  const known = (stage === 'waiting' ? waiting : byCode)[fault.code];
  if (known) return known(fault);
  return stage === 'write' ? unknownCode(fault) : passing(fault);
}

function unreadable(stage: 'read' | 'map', said: string): Words {
  const verb = stage === 'read' ? 'understood' : 'prepared for Salesforce';
  return {
    reason: `What the shop says of it could not be ${verb}: ${said}`,
    whatToDo: thenRetry(
      'Correct the record in the shop. Where nothing is wrong with it there, report it with the correlation ID',
    ),
  };
}

function thenRetry(what: string): string {
  return `${what}. Then press Retry.`;
}

type Explain = (fault: Fault) => Words;

/** `Commerce_Order_Line__c` → `Commerce Order Line` */
function named(apiName: string): string {
  return apiName.replace(/__c$/, '').replaceAll('_', ' ');
}

function fieldsOf({ fields }: Fault, otherwise: string): string {
  if (fields.length === 0) return otherwise;
  return `${fields.length === 1 ? 'the field' : 'the fields'} ${fields.join(', ')}`;
}

const place = ({ object }: Fault) => `Setup > Object Manager > ${named(object)}`;

const byHand = 'Nothing: it is tried again by itself.';

/** Of those that a person can do nothing about at once. */
const waiting: Readonly<Record<string, Explain>> = {
  INVALID_FIELD: () => ({
    reason: 'Its customer is not in Salesforce yet, so there is nothing it could hang on.',
    whatToDo: `${byHand} If it stays, look in this list for its customer's own error, and mend that first.`,
  }),
  ENTITY_IS_DELETED: () => lostContact,
  INVALID_CROSS_REFERENCE_KEY: () => lostContact,
};

const lostContact: Words = {
  reason: 'The Contact or Account it belongs to was deleted or merged a moment ago.',
  whatToDo: `${byHand} The next look at the Contacts finds out who the customer is now.`,
};

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm */
const byCode: Readonly<Record<string, Explain>> = {
  FIELD_CUSTOM_VALIDATION_EXCEPTION: (fault) => ({
    reason: `A validation rule of this org refused it: "${fault.message}"`,
    whatToDo: thenRetry(
      `${place(fault)} > Validation Rules: let the integration user pass, or change the rule; or correct the record in the shop`,
    ),
  }),
  REQUIRED_FIELD_MISSING: (fault) => ({
    reason: `${named(fault.object)} does not do without ${fieldsOf(fault, 'a field')}, which Orderlens does not fill.`,
    whatToDo: thenRetry(
      `${place(fault)} > Fields: make it required on page layouts only, or give it a default value`,
    ),
  }),
  STRING_TOO_LONG: (fault) => ({
    reason: `A text is too long for ${fieldsOf(fault, 'its field')} of ${named(fault.object)}.`,
    whatToDo: thenRetry('Shorten it in the shop, or make the field longer'),
  }),
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: (fault) => ({
    reason: `${fieldsOf(fault, 'A picklist')} of ${named(fault.object)} has no such value: ${fault.message}`,
    whatToDo: thenRetry(`${place(fault)} > Fields: add the value, or lift its restriction`),
  }),
  DUPLICATES_DETECTED: (fault) => ({
    reason: `A duplicate rule of this org takes it for a record that is there: "${fault.message}"`,
    whatToDo: thenRetry(
      'Setup > Duplicate Rules: let the integration user pass, or merge the two records',
    ),
  }),
  DUPLICATE_VALUE: (fault) => ({
    reason: `Another record has the same value in a unique field: ${fault.message}`,
    whatToDo: thenRetry('Correct the other record, or make the field unique no longer'),
  }),
  INSUFFICIENT_ACCESS_OR_READONLY: (fault) => noAccess(fault),
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: (fault) => noAccess(fault),
  INVALID_FIELD_FOR_INSERT_UPDATE: (fault) => noAccess(fault),
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: (fault) => automation('An Apex trigger', fault),
  CANNOT_EXECUTE_FLOW_TRIGGER: (fault) => automation('A flow', fault),
  FIELD_FILTER_VALIDATION_EXCEPTION: (fault) => ({
    reason: `A lookup filter of this org refused it: "${fault.message}"`,
    whatToDo: thenRetry(`${place(fault)} > Fields: change the filter, or make it optional`),
  }),
  NUMBER_OUTSIDE_VALID_RANGE: (fault) => ({
    reason: `A number is too large for ${fieldsOf(fault, 'its field')} of ${named(fault.object)}.`,
    whatToDo: thenRetry('Correct it in the shop'),
  }),
  INVALID_EMAIL_ADDRESS: () => ({
    reason: 'Salesforce does not take its e-mail address for one.',
    whatToDo: thenRetry('Correct the address in the shop'),
  }),
  ENTITY_IS_DELETED: () => ({
    reason: 'Somebody has deleted its record in Salesforce, or one it belongs to.',
    whatToDo: thenRetry('Restore the record from the recycle bin, or empty it from there'),
  }),
  STORAGE_LIMIT_EXCEEDED: () => ({
    reason: 'The org has no storage left.',
    whatToDo: `Delete what you no longer need, buy storage, or give the store a shorter history. ${byHand}`,
  }),
  REQUEST_LIMIT_EXCEEDED: () => ({
    reason: "The org's API requests for 24 hours are used up.",
    whatToDo: `${byHand} If it comes often, lower the use of other integrations.`,
  }),
  RECORD_TOO_LONG: ({ message }) => ({
    reason: `The record is longer than Salesforce takes: ${message}`,
    whatToDo: thenRetry('Shorten it in the shop, or press Ignore'),
  }),
};

function noAccess(fault: Fault): Words {
  return {
    reason: `The integration user may not write ${fieldsOf(fault, 'this record')} of ${named(fault.object)}: ${fault.message}`,
    whatToDo: thenRetry(
      'Assign it the permission set Commerce_Integration, and look at who owns the record',
    ),
  };
}

function automation(what: string, { object, message }: Fault): Words {
  return {
    reason: `${what} on ${named(object)} failed: ${message}`,
    whatToDo: thenRetry(
      'Mend the automation of this org, or let records of the integration user pass it',
    ),
  };
}

function passing({ code, message }: Fault): Words {
  return {
    reason: `Salesforce could not take it just now: ${code}: ${message}`,
    whatToDo: `${byHand} If it stays for hours, look at which automation locks the record.`,
  };
}

function unknownCode({ object, code, message }: Fault): Words {
  return {
    reason: `Salesforce refused a ${named(object)}: ${code}: ${message}`,
    whatToDo: thenRetry("Look up Salesforce's code, and correct the record in the shop or the org"),
  };
}
