import { buyers, company } from '../../sandbox/shops/demo-data.ts';
import { create, type AdminAccess } from './org.ts';

/**
 * What a business has in Salesforce before any shop is connected: an Account of a company with its buyers as Contacts.
 * Their orders find them by their e-mail addresses.
 */
export async function addKnownCompany(org: AdminAccess): Promise<void> {
  const accountId = await create(org, 'Account', { Name: company.name });
  for (const { firstName, lastName, email } of buyers) {
    await create(org, 'Contact', {
      FirstName: firstName,
      LastName: lastName,
      Email: email,
      AccountId: accountId,
    });
  }
}
