import type { Rules } from './types.ts';

const api = 'https://developer.salesforce.com/docs/atlas.en-us.262.0.api_meta.meta/api_meta';
const flow = `[Flow](${api}/meta_visual_workflow.htm)`;
const start =
  '[Start Element](https://help.salesforce.com/s/articleView?id=platform.flow_ref_elements_start.htm&type=5)';
const decoupled =
  '[Decoupled Publishing](https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_considerations_decoupled_processes.htm)';
const tests = ['engine/flows/flows.test.ts'];

export const flowRules = {
  'flows.active': {
    says: 'a flow that is not active does not run, whatever is in it',
    source: flow,
    tests,
  },
  'flows.known-parts': {
    says: 'an active flow with an element that local-org would have to leave out is refused when the org starts, by name',
    source: 'ours',
    tests,
  },
  'flows.occasion': {
    says: 'a flow of `Create` starts after a record is created, one of `Update` after one is changed, upserts by what they did',
    source: flow,
    tests,
  },
  'flows.filters': {
    says: 'a flow with filters starts for records that are so (`EqualTo` or `NotEqualTo` a text, `IsChanged`; any of several, or all)',
    source: start,
    tests,
  },
  'flows.only-then': {
    says: 'with `doesRequireRecordChangedToMeetCriteria` it starts only where the record was not so before',
    source: start,
    tests,
  },
  'flows.fault': {
    says: 'a flow that fails keeps the records from being saved: CANNOT_EXECUTE_FLOW_TRIGGER for every record of the call (its text is ours)',
    source: 'ours',
    tests,
  },
  'flows.event-values': {
    says: "an event's values are held to its fields: too long, no number, required and missing",
    source:
      '[Platform Event Fields](https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_define_ui.htm)',
    tests,
  },
  'flows.after-commit': {
    says: 'nobody hears of an event before its transaction is done, nor of one that is rolled back',
    source: decoupled,
    tests,
  },
  'flows.publish-behavior': {
    says: 'an event of `PublishImmediately` is refused when the org starts: only `PublishAfterCommit` is known',
    source: 'ours',
    tests,
  },
} as const satisfies Rules;
