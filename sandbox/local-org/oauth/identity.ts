import { find } from '../engine/find.ts';
import type { Org, Session } from '../engine/types.ts';
import { wallTime } from '../engine/time-zones.ts';

/** A user's own fields that identity tells; those the org lacks are left out. */
const userFields = ['Name', 'FirstName', 'LastName', 'Email'] as const;

const userOf = (org: Org, session: Session): Readonly<Record<string, string>> => {
  const object = org.schema.object('User');
  const names = userFields.filter((name) => object?.field(name));
  const [row] = find(org, 'User', names, 'Id', session.userId);
  return Object.fromEntries(names.map((name, at) => [name, String(row?.[at] ?? '')]));
};

/** Milliseconds east of UTC in the year's first days: without summer time in the north. */
const offsetOf = (timeZone: string): number => {
  const newYear = Date.UTC(new Date().getUTCFullYear(), 0, 1);
  return wallTime(newYear, timeZone) - newYear;
};

/**
 * Who a token belongs to: userinfo and the identity URL tell the same things under their own names.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm&type=5
 */
export const identityOf = (org: Org, session: Session, url: string) => {
  const user = userOf(org, session);
  const timeZone = session.timeZone ?? 'UTC';
  const identity = `${url}/id/${org.id}/${session.userId}`;
  return {
    id: identity,
    sub: identity,
    asserted_user: true,
    user_id: session.userId,
    organization_id: org.id,
    username: session.username,
    preferred_username: session.username,
    nickname: session.username.split('@')[0],
    name: user.Name,
    display_name: user.Name,
    given_name: user.FirstName,
    family_name: user.LastName,
    email: user.Email,
    email_verified: true,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: session.locale ?? 'en_US',
    utcOffset: offsetOf(timeZone),
    zoneinfo: timeZone,
    urls: {
      rest: `${url}/services/data/v{version}/`,
      sobjects: `${url}/services/data/v{version}/sobjects/`,
      query: `${url}/services/data/v{version}/query/`,
      profile: `${url}/${session.userId}`,
    },
  };
};
