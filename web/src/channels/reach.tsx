import { channelLimits } from '@patchlight/contract/channel-lists';
import type { Channel } from '@patchlight/contract/channels';
import { eventKinds } from '@patchlight/contract/event-kinds';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Check } from '../ui/choices.tsx';
import { levelOf } from '../ui/facts.tsx';
import { SelectField } from '../ui/field.tsx';
import styles from './channels.module.css';

interface ChoiceProps<V> {
  /** Undefined: all of them. */
  readonly value: V | undefined;
  readonly onChange: (value: V | undefined) => void;
}

export function EventChoice({ value, onChange }: ChoiceProps<Channel['events']>) {
  const say = useText();
  const words = { legend: say('channels.events'), all: say('channels.events.all'), some: say('channels.events.some') };
  return (
    <AllOrSome {...words} isAll={value === undefined} onAll={(all) => onChange(all ? undefined : [])}>
      <div className={styles.choices}>
        {eventKinds.map((event) => (
          <Check key={event} checked={value?.includes(event) ?? false} onChange={() => onChange(toggled(value, event))}>
            <span>
              {say(`channels.event.${event}`)}{' '}
              <span className="muted small">{say(`channels.event.${event}.means`)}</span>
            </span>
          </Check>
        ))}
      </div>
    </AllOrSome>
  );
}

/** Tags in use, and those that are chosen though no site carries them any more. */
export function TagChoice({ org, value, onChange }: ChoiceProps<readonly string[]> & { org: string }) {
  const say = useText();
  const found = useApi('GET /api/v1/tags', { query: { organization_id: org, per_page: 100, sort: 'name' } });
  const names = [...new Set([...(found.data?.data.map(({ name }) => name) ?? []), ...(value ?? [])])];
  const isFull = (value?.length ?? 0) >= channelLimits.tags;
  const words = { legend: say('channels.tags'), all: say('channels.tags.all'), some: say('channels.tags.some') };
  return (
    <AllOrSome {...words} isAll={value === undefined} onAll={(all) => onChange(all ? undefined : [])}>
      <div className={styles.tags}>
        {names.map((name) => (
          <Check
            key={name}
            checked={value?.includes(name) ?? false}
            disabled={isFull && !value?.includes(name)}
            onChange={() => onChange(toggled(value, name))}
          >
            {name}
          </Check>
        ))}
        {names.length === 0 && !found.isPending && (
          <span className="muted small">{say(found.error ? 'channels.tags.failed' : 'channels.tags.none')}</span>
        )}
        {isFull && <span className="muted small">{say('channels.tags.most', { most: channelLimits.tags })}</span>}
      </div>
    </AllOrSome>
  );
}

export function RiskChoice(field: Omit<ComponentProps<typeof SelectField>, 'label' | 'choices'>) {
  const say = useText();
  const known = [5, 10, 15, 20];
  const chosen = Number(field.value);
  const risks = chosen === 0 || known.includes(chosen) ? known : [...known, chosen].sort((one, other) => one - other);
  return (
    <SelectField
      label={say('channels.risk')}
      hint={say('channels.risk.hint')}
      choices={[
        { value: '', label: say('channels.risk.any') },
        ...risks.map((risk) => ({
          value: String(risk),
          label: say('channels.risk.from', { risk, level: say(`risk.${levelOf(risk)}`) }),
        })),
      ]}
      {...field}
    />
  );
}

/** Two radio buttons; below the second, what there is to choose from. */
function AllOrSome({
  legend,
  all,
  some,
  isAll,
  onAll,
  children,
}: {
  legend: string;
  all: string;
  some: string;
  isAll: boolean;
  onAll: (isAll: boolean) => void;
  children: ReactNode;
}) {
  const name = useId();
  return (
    <fieldset className={styles.reach}>
      <legend>{legend}</legend>
      <Check radio name={name} checked={isAll} onChange={() => onAll(true)}>
        {all}
      </Check>
      <Check radio name={name} checked={!isAll} onChange={() => onAll(false)}>
        {some}
      </Check>
      {!isAll && children}
    </fieldset>
  );
}

const toggled = <V,>(chosen: readonly V[] = [], one: V): V[] =>
  chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one];
