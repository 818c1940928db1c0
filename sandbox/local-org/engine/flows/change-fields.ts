import { isComputedName } from '../storage/column.ts';
import type { Field, ObjectType } from '../types.ts';

/** Not on the record, or derived; MasterRecordId is not among the fields of the change events that Salesforce shows. */
const left = new Set(['Id', 'IsDeleted', 'SystemModstamp', 'MasterRecordId']);

/**
 * The fields of an object that its change events tell about.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_message_structure.htm
 */
export function changeFields(object: ObjectType): readonly Field[] {
  return object.fields.filter(({ name }) => !left.has(name));
}

/** Those that can be changed by themselves: a person's full name follows its parts. */
export function storedFields(object: ObjectType): readonly Field[] {
  return changeFields(object).filter((field) => !isComputedName(object, field));
}
