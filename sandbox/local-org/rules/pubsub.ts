import type { Rules } from './types.ts';

const guide = 'https://developer.salesforce.com/docs/platform/pub-sub-api/guide';
const capture =
  'https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture';
const authentication = `[Authentication](${guide}/supported-auth.html)`;
const durability = `[Event Message Durability](${guide}/event-message-durability.html)`;
const allocations = `[Allocations](${capture}/cdc_allocations.htm)`;
const tests = ['clients/pubsub.test.ts'];

export const pubsubRules = {
  'pubsub.instance': {
    says: '`instanceurl` of a call is this org, by host and port (the client takes https only)',
    source: authentication,
    tests,
  },
  'pubsub.tenant': {
    says: '`tenantid` of a call is this org, in 15 or 18 characters',
    source: authentication,
    tests,
  },
  'pubsub.event-rights': {
    says: 'to subscribe to a platform event takes Read on it, to publish it Create',
    source: 'no page found for the codes',
    tests,
  },
  'pubsub.flow-control': {
    says: 'never more events than were asked for',
    source: `[Flow Control](${guide}/flow-control.html)`,
    tests,
  },
  'pubsub.retention': {
    says: "events are kept for 72 hours by the org's clock",
    source: durability,
    tests,
  },
  'pubsub.replay-id': {
    says: 'a replay id that is not on the bus is `subscription.fetch.replayid.corrupted`',
    source: `[Handle Errors](${guide}/handling-errors.html)`,
    tests,
  },
  'pubsub.deliveries': {
    says: 'each delivery to each subscriber counts; past `DailyDeliveredPlatformEvents` it is `subscription.limit.exceeded`',
    source: allocations,
    tests,
  },
  'changes.five': {
    says: 'Change Data Capture of five objects, and no sixth (code and text are ours)',
    source: allocations,
    tests,
  },
  'changes.view-all': {
    says: 'change events take View All on the object; on `/data/ChangeEvents` with each event',
    source: `[Required Permissions](${capture}/cdc_security_perms.htm)`,
    tests,
  },
  'changes.field-access': {
    says: 'fields that the subscriber may not see are empty, and not among the changed',
    source: `[Field-Level Security](${capture}/cdc_security_field.htm)`,
    tests: ['pubsub/pubsub.test.ts'],
  },
  'changes.merged': {
    says: 'alike updates, and deletions, of one transaction are one event of several `recordIds`',
    source: `[Merged Change Events](${capture}/cdc_subscribe_merged_events.htm)`,
    tests,
  },
} as const satisfies Rules;
