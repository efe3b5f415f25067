import { channelLimits, type TemplatePlaceholder, templatePlaceholders } from '@patchlight/contract/channel-lists';
import { type ComponentProps, useState } from 'react';
import { useText } from '../text/text.tsx';
import { AreaField } from '../ui/field.tsx';
import styles from './channels.module.css';

/** A body of one's own, out of the way of those who want none; in sight where there is one, or where it was refused. */
export function TemplateField(field: Omit<ComponentProps<typeof AreaField>, 'label'>) {
  const say = useText();
  const [isOpen, setOpen] = useState(field.value !== '');
  return (
    <details
      className={styles.more}
      open={isOpen || field.error !== undefined}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{say('channels.more')}</summary>
      <div className="stack-small">
        <AreaField
          label={say('channels.template')}
          hint={say('channels.template.hint')}
          optional
          rows={5}
          maxLength={channelLimits.template}
          spellCheck={false}
          placeholder={'{ "text": "{{title}}\\n{{link}}" }'}
          {...field}
        />
        <h3 className="small">{say('channels.placeholders')}</h3>
        <dl className={styles.placeholders}>
          {(Object.keys(templatePlaceholders) as TemplatePlaceholder[]).map((name) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>
                <code>{`{{${name}}}`}</code>
              </dt>
              <dd>{say(`channels.placeholder.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
