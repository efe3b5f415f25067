import { muteLimits } from '@patchlight/contract/mute-limits';
import { useDebounced } from '../palette/use-debounced.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AreaField, TextField } from '../ui/field.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { PreviewLine } from './mute-preview.tsx';
import styles from './mutes.module.css';
import { OwnerField } from './owner-field.tsx';
import { ProjectField } from './project-field.tsx';
import { type MuteSubject, partsOf } from './subject.ts';
import { UntilField } from './until-field.tsx';
import { tagsOf, useMuteForm } from './use-mute-form.ts';
import { usePreview } from './use-preview.ts';
import { undoMutes } from './use-send-mutes.ts';
import { WhereField } from './where-field.tsx';

interface MuteDialogProps {
  readonly subject: MuteSubject;
  readonly onClose: () => void;
  readonly onMuted?: () => void;
}

/** Leaves projects out of the counts for a while: where, why, and until when; with what that hides. */
export function MuteDialog({ subject, onClose, onMuted }: MuteDialogProps) {
  const say = useText();
  const { projects, organization, advisory } = subject;
  const form = useMuteForm(subject, (ids) => {
    toast(say('mutes.done', { count: ids.length }), () => void undoMutes(ids));
    onMuted?.();
    onClose();
  });
  const { values, set, field } = form;
  const version = useDebounced(values.up_to_version.trim(), 400);
  const project = useDebounced(values.project.trim(), 400);
  const parts = partsOf(subject, { project, version, scope: values.scope, tags: tagsOf(values) });
  const preview = usePreview(parts);
  const [only] = projects;
  const left = muteLimits.reason - values.reason.trim().length;
  return (
    <Dialog
      open
      title={
        projects.length === 1
          ? say('mutes.title', { project: only?.title ?? only?.name })
          : titleOf(say, projects.length)
      }
      submit={
        preview !== undefined && preview.sites > 0 && parts.length === 1
          ? say('mutes.muteOn', { count: preview.sites })
          : say('mutes.mute')
      }
      submitReason={parts.length > muteLimits.bulk ? say('sites.mute.tooMany', { most: muteLimits.bulk }) : undefined}
      onSubmit={() => void form.submit()}
      busy={form.isBusy}
      onClose={onClose}
    >
      <p className="muted small">
        {advisory === undefined ? say('mutes.what') : say('mutes.what.advisory', { advisory })}
      </p>
      {projects.length === 0 && <ProjectField {...field('project')} />}
      <WhereField
        subject={subject}
        scope={values.scope}
        tags={tagsOf(values)}
        error={field('tags').error}
        onChange={(scope, tags) => {
          set('scope', scope);
          set('tags', tags.join(','));
        }}
      />
      {parts.length > 0 && <PreviewLine preview={preview} mutes={parts.length} />}
      <AreaField
        label={say('mutes.reason')}
        hint={left > 0 ? say('mutes.reason.left', { count: left }) : say('mutes.reason.hint')}
        rows={2}
        maxLength={1000}
        {...field('reason')}
        {...(projects.length > 0 && { 'data-autofocus': true })}
      />
      <fieldset className={styles.choices}>
        <legend>{say('mutes.until')}</legend>
        <UntilField
          date={values.ends_at}
          optional={values.until_newer_release !== ''}
          error={field('ends_at').error}
          onChange={(date) => set('ends_at', date)}
        />
        <Check
          checked={values.until_newer_release !== ''}
          onChange={(event) => set('until_newer_release', event.target.checked ? 'true' : '')}
        >
          {say('mutes.until.release')}
        </Check>
      </fieldset>
      <div className={styles.pair}>
        {projects.length <= 1 && advisory === undefined && (
          <TextField
            label={say('mutes.version')}
            hint={say('mutes.version.hint')}
            optional
            {...field('up_to_version')}
          />
        )}
        {organization !== undefined && <OwnerField org={organization.id} {...field('owner_id')} />}
      </div>
      {form.error !== undefined && <ErrorPanel what={say('mutes.failed')} error={form.error} />}
    </Dialog>
  );
}

const titleOf = (say: ReturnType<typeof useText>, count: number) =>
  count === 0 ? say('mutes.title.choose') : say('mutes.title.several', { count });
