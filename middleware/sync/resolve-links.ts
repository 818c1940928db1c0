import { externalId, type MappedModel, type MappingSettings } from '../mapping/index.ts';
import { noLink, type Link, type Model, type Ref } from '../model/index.ts';

export interface LinkSetup<Name extends MappedModel> {
  readonly model: Name;
  readonly mapping: MappingSettings;
}

/** Says of each record of a page who its customer is in Salesforce. Throws Failure. */
export async function resolveLinks<Name extends MappedModel>(
  { model, mapping }: LinkSetup<Name>,
  _records: readonly Model[Name][],
): Promise<(record: Model[Name]) => Link> {
  return (record) => {
    const customer = customerOf(model, record);
    if (!customer || !mapping.createContacts) return noLink;
    return { kind: 'own', key: externalId(customer) };
  };
}

function customerOf<Name extends MappedModel>(model: Name, record: Model[Name]): Ref | null {
  if (model === 'customer') return record.ref;
  return 'customer' in record ? record.customer : null;
}
