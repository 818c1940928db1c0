import { gid } from '../gid.ts';
import { fieldsOf } from './field.ts';

/** An order's sales channel, by its name: `Online Store`. */
const known: Readonly<Record<string, { id: string; source: string }>> = {
  'Online Store': { id: '580111', source: 'web' },
  'Point of Sale': { id: '129785', source: 'pos' },
  'Draft Orders': { id: '1354745', source: 'shopify_draft_order' },
};
/** Any other is an app of its own; which id it has is of no meaning. */
const otherId = '9000000';

export function sourceName(channel: string | null): string | null {
  return channel === null ? null : (known[channel]?.source ?? handle(channel));
}

const idOf = (channel: string) => known[channel]?.id ?? otherId;
const handle = (channel: string) => channel.toLowerCase().replace(/[^a-z0-9]+/g, '_');

export const channelFields = {
  OrderApp: fieldsOf<string>({
    id: (channel) => gid('App', idOf(channel)),
    name: (channel) => channel,
  }),
  OrderAttribution: fieldsOf<string>({
    displayName: (channel) => channel,
    handle,
  }),
  ChannelInformation: fieldsOf<string>({
    id: (channel) => gid('ChannelInformation', idOf(channel)),
    channelId: (channel) => gid('Channel', idOf(channel)),
    displayName: (channel) => channel,
    channelDefinition: (channel) => channel,
  }),
  ChannelDefinition: fieldsOf<string>({
    id: (channel) => gid('ChannelDefinition', idOf(channel)),
    channelName: (channel) => channel,
    subChannelName: (channel) => channel,
    handle,
    isMarketplace: () => false,
  }),
};
