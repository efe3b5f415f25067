import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { useState } from 'react';
import { useChange } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Version } from '../ui/facts.tsx';
import { TextField } from '../ui/field.tsx';
import { useErrorText } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import styles from './site.module.css';
import { nameOf, openModules } from './use-site-modules.ts';

interface RecordPatchRunDialogProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[];
  readonly onClose: () => void;
}

const targetOf = ({ fix, recommended }: SiteModule) => fix?.version ?? recommended;
const localNow = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Says which updates were applied when. A report that shows the same becomes one with it. */
export function RecordPatchRunDialog({ site, modules, onClose }: RecordPatchRunDialogProps) {
  const say = useText();
  const explain = useErrorText();
  const record = useChange('POST /api/v1/sites/{site_id}/patch-run', ['/api/v1/sites', '/api/v1/reports']);
  const open = openModules(modules).filter((row) => targetOf(row) !== null);
  const [applied, setApplied] = useState<ReadonlySet<string>>(
    () => new Set(open.filter(({ status }) => status === 'security').map(({ module }) => module.name)),
  );
  const [form, setForm] = useState({ at: localNow(), url: '', note: '', other: '', otherFrom: '', otherTo: '' });
  const field = (name: keyof typeof form) => ({
    label: say(`site.run.${name}`),
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });
  const updates = [
    ...open
      .filter(({ module }) => applied.has(module.name))
      .map((row) => ({ module: row.module.name, from_version: row.version, to_version: targetOf(row) ?? '' })),
    ...(form.other.trim() === '' || form.otherTo.trim() === ''
      ? []
      : [{ module: form.other.trim(), from_version: form.otherFrom.trim() || null, to_version: form.otherTo.trim() }]),
  ];
  const submit = async () => {
    const body = {
      run_date: new Date(form.at).toISOString(),
      updates,
      url: form.url.trim() || null,
      note: form.note.trim() || null,
    };
    await record.mutateAsync({ params: { site_id: site.id }, body }).then(
      () => {
        toast(say('site.run.recorded', { count: updates.length }));
        onClose();
      },
      () => undefined,
    );
  };
  const toggle = (name: string) => {
    const next = new Set(applied);
    if (!next.delete(name)) next.add(name);
    setApplied(next);
  };
  return (
    <Dialog
      open
      wide
      title={say('site.recordRun')}
      submit={say('site.run.submit', { count: updates.length })}
      submitReason={updates.length === 0 ? say('site.run.none') : undefined}
      onSubmit={submit}
      busy={record.isPending}
      onClose={onClose}
    >
      <TextField {...field('at')} type="datetime-local" max={localNow()} />
      {open.length > 0 && (
        <fieldset>
          <legend>{say('site.run.which')}</legend>
          <ul className={styles.applied}>
            {open.map((row) => (
              <li key={row.module.id}>
                <Check checked={applied.has(row.module.name)} onChange={() => toggle(row.module.name)}>
                  {nameOf(row)}
                </Check>
                <span>
                  <Version version={row.version} /> → <Version version={targetOf(row)} from={row.version} />
                </span>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
      <div className={styles.three}>
        <TextField {...field('other')} optional placeholder="pathauto" maxLength={128} />
        <TextField {...field('otherFrom')} maxLength={64} />
        <TextField {...field('otherTo')} maxLength={64} />
      </div>
      <TextField {...field('url')} optional inputMode="url" hint={say('site.run.url.hint')} maxLength={2048} />
      <TextField {...field('note')} optional maxLength={2000} />
      {record.error !== null && <p role="alert">{explain(record.error)}</p>}
    </Dialog>
  );
}
