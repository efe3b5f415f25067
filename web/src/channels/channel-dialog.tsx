import { channelTypes } from '@patchlight/contract/channel-lists';
import type { Channel } from '@patchlight/contract/channels';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { useForm } from '../ui/use-form.ts';
import { changesOf, type Draft, draftOf, whatOf } from './draft.ts';
import { EventChoice, RiskChoice, TagChoice } from './reach.tsx';
import { TemplateField } from './template-field.tsx';
import type { ShownSecret } from './use-channel-test.ts';

interface ChannelDialogProps {
  readonly org: string;
  /** Without it a new one is added. */
  readonly channel?: Channel;
  readonly onClose: () => void;
  readonly onMade: (made: ShownSecret) => void;
}

/** Adds a channel or changes one: where it leads, and what it is told of. */
export function ChannelDialog({ org, channel, onClose, onMade }: ChannelDialogProps) {
  const say = useText();
  // As it was when the dialog opened: what somebody else changes meanwhile stays as they have it.
  const [initial] = useState(() => draftOf(channel));
  const [draft, setDraft] = useState<Draft>(initial);
  const [type, setType] = useState(channel?.type ?? 'webhook');
  const add = useChange('POST /api/v1/channels', ['/api/v1/channels']);
  const change = useChange('PUT /api/v1/channels/{channel_id}', ['/api/v1/channels']);
  const keepsUrl = channel !== undefined && type !== 'webhook';
  const form = useForm({
    initial: initial.texts,
    check: ({ name, url, template }) => ({
      ...(name.trim() === '' && { name: say('channels.enterName') }),
      ...(!/^https:\/\/[^/]/i.test(url.trim()) &&
        !(keepsUrl && url.trim() === '') && { url: say('channels.enterUrl') }),
      ...(type === 'webhook' &&
        template.trim() !== '' &&
        !/^\s*[[{]/.test(template) && { template: say('channels.template.begin') }),
    }),
    async send(texts) {
      const now = whatOf({ ...draft, texts }, type);
      if (channel === undefined) {
        const { data } = await add.mutateAsync({ body: { ...now, type, organization_id: org } });
        if (data.secret !== null) onMade({ channel: data.channel, secret: data.secret });
        toast(say('channels.added', { name: now.name }));
      } else {
        const body = changesOf(whatOf(initial, type), now);
        await change.mutateAsync({ params: { channel_id: channel.id }, body });
        toast(say('channels.edited', { name: now.name }));
      }
      onClose();
    },
  });
  const current = { ...draft, texts: form.values };
  const isSame =
    channel !== undefined && Object.keys(changesOf(whatOf(initial, type), whatOf(current, type))).length === 0;
  const missing =
    draft.events?.length === 0
      ? say('channels.events.choose')
      : draft.tags?.length === 0
        ? say('channels.tags.choose')
        : undefined;
  const secretHint = type === 'webhook' ? '' : ` ${say('channels.url.secret')}`;
  return (
    <Dialog
      open
      wide
      title={channel === undefined ? say('channels.add') : say('channels.edit.title', { name: channel.name })}
      onClose={onClose}
      submit={say(channel === undefined ? 'channels.add' : 'channels.save')}
      onSubmit={() => void form.submit()}
      busy={form.isBusy}
      submitReason={missing ?? (isSame ? say('channels.nothingChanged') : undefined)}
    >
      {channel === undefined && (
        <Segmented
          label={say('channels.type')}
          value={type}
          onChange={setType}
          choices={channelTypes.map((value) => ({ value, label: say(`channels.type.${value}`) }))}
        />
      )}
      <TextField
        label={say('channels.name')}
        hint={say('channels.name.hint')}
        maxLength={200}
        data-autofocus
        {...form.field('name')}
      />
      <TextField
        label={say('channels.url')}
        hint={keepsUrl ? say('channels.url.keep', { url: channel.url }) : `${say(`channels.url.${type}`)}${secretHint}`}
        type="url"
        autoComplete="off"
        spellCheck={false}
        {...form.field('url')}
      />
      <EventChoice value={draft.events} onChange={(events) => setDraft({ ...draft, events })} />
      <TagChoice org={org} value={draft.tags} onChange={(tags) => setDraft({ ...draft, tags })} />
      <RiskChoice {...form.field('risk')} />
      {type === 'webhook' && <TemplateField {...form.field('template')} />}
      {form.error !== undefined && (
        <ErrorPanel
          what={say(channel === undefined ? 'channels.add.failed' : 'channels.edit.failed')}
          error={form.error}
        />
      )}
    </Dialog>
  );
}
