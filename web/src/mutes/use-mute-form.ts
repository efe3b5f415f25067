import { muteLimits } from '@patchlight/contract/mute-limits';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { useForm } from '../ui/use-form.ts';
import { dateAhead, instantOn } from './mute-end.ts';
import { type MuteSubject, partsOf, type Scope } from './subject.ts';
import { useSendMutes } from './use-send-mutes.ts';

/** The fields by the names that the server gives them, so that what it refuses stands where it belongs. */
export type MuteValues = {
  project: string;
  scope: Scope;
  tags: string;
  up_to_version: string;
  reason: string;
  ends_at: string;
  until_newer_release: string;
  owner_id: string;
};

export const tagsOf = ({ tags }: MuteValues): readonly string[] => (tags === '' ? [] : tags.split(','));

/** What is asked of a mute, checked before it is sent. */
export function useMuteForm(subject: MuteSubject, onDone: (ids: readonly string[]) => void) {
  const say = useText();
  const { zone } = useFormat();
  const send = useSendMutes();
  const initial: MuteValues = {
    project: '',
    scope: subject.sites.length > 0 ? 'site' : subject.tags === undefined ? 'organization' : 'tags',
    tags: subject.tags?.join(',') ?? '',
    up_to_version: '',
    reason: '',
    ends_at: dateAhead(30, zone),
    until_newer_release: '',
    owner_id: '',
  };
  return useForm<MuteValues>({
    initial,
    check: (values) => ({
      ...(subject.projects.length === 0 && values.project.trim() === '' && { project: say('mutes.project.missing') }),
      ...(values.scope === 'tags' && values.tags === '' && { tags: say('mutes.where.noTag') }),
      ...(values.reason.trim().length < muteLimits.reason && {
        reason: say('mutes.reason.short', { count: muteLimits.reason }),
      }),
      ...(values.ends_at === '' && values.until_newer_release === '' && { ends_at: say('mutes.until.missing') }),
    }),
    send: async (values) => {
      const parts = partsOf(subject, {
        project: values.project.trim(),
        scope: values.scope,
        tags: tagsOf(values),
        version: values.up_to_version.trim(),
      });
      const ids = await send(parts, {
        reason: values.reason.trim(),
        until_newer_release: values.until_newer_release !== '',
        ...(values.ends_at !== '' && { ends_at: instantOn(values.ends_at, zone) }),
        ...(values.owner_id !== '' && { owner_id: values.owner_id }),
      });
      onDone(ids);
    },
  });
}
