import type { ChannelType } from '@patchlight/contract/channel-lists';
import type { Channel } from '@patchlight/contract/channels';

/** A channel while somebody fills in the form of it. */
export interface Draft {
  readonly texts: { readonly name: string; readonly url: string; readonly risk: string; readonly template: string };
  /** Undefined: all of them; an empty list is one of which nothing is chosen yet. */
  readonly events: Channel['events'] | undefined;
  readonly tags: readonly string[] | undefined;
}

type What = Pick<Channel, 'name' | 'url' | 'events' | 'tags' | 'min_risk'> & { template?: string | null };

export function draftOf(channel: Channel | undefined): Draft & { texts: Record<keyof Draft['texts'], string> } {
  const { name = '', url = '', type, events = [], tags = [], min_risk = null, template = null } = channel ?? {};
  return {
    // Of Slack and Teams no whole address is known.
    texts: { name, url: type === 'webhook' ? url : '', risk: String(min_risk || ''), template: template ?? '' },
    events: events.length === 0 ? undefined : events,
    tags: tags.length === 0 ? undefined : tags,
  };
}

/** What the server is told of a draft. */
export function whatOf({ texts, events = [], tags = [] }: Draft, type: ChannelType): What {
  const template = texts.template.trim() === '' ? null : texts.template;
  return {
    name: texts.name.trim(),
    url: texts.url.trim(),
    events: [...events],
    tags: [...tags],
    min_risk: texts.risk === '' ? null : Number(texts.risk),
    ...(type === 'webhook' && { template }),
  };
}

/** Of what is now, that which was different. An address that was left empty is not one. */
export function changesOf(before: What, now: What): Partial<What> {
  const names = (Object.keys(now) as (keyof What)[]).filter(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]) && !(name === 'url' && now.url === ''),
  );
  return Object.fromEntries(names.map((name) => [name, now[name]]));
}
