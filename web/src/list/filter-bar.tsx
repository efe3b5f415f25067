import { Popover } from '@mantine/core';
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button, Key } from '../ui/button.tsx';
import { Check, Segmented } from '../ui/choices.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { type Facet, sayValues, valuesOf } from './facets.ts';
import styles from './filter-bar.module.css';
import type { ListSearch, SetSearch } from './search.ts';

interface FilterBarProps {
  readonly facets: readonly Facet[];
  readonly search: ListSearch;
  readonly onChange: SetSearch;
  /** What `q` looks at, e.g. “Name or URL”; without it there is no box to type in. */
  readonly findIn?: string;
  readonly end?: ReactNode;
  /** Somebody is about to use it: the time to look for what there is to choose. */
  readonly onNear?: () => void;
}

/** How a list is narrowed, always in sight: a box to type in, a pill for each filter, a way to add one and to clear all. */
export function FilterBar({ facets, search, onChange, findIn, end, onNear }: FilterBarProps) {
  const say = useText();
  const [editing, setEditing] = useState<string>();
  const active = facets.filter(({ id }) => search[id] !== undefined || editing === id);
  const inactive = facets.filter((facet) => !active.includes(facet));
  const pinned = inactive.filter(({ shortcut }) => shortcut !== undefined);
  const others = inactive.filter((facet) => !pinned.includes(facet));
  const isNarrowed = facets.some(({ id }) => search[id] !== undefined) || search.q !== undefined;
  const clear = () =>
    onChange(Object.fromEntries([...facets.map(({ id }) => [id, undefined]), ['q', undefined], ['view', undefined]]));
  return (
    <search className={`${styles.bar} no-print`} onPointerEnter={onNear} onFocus={onNear}>
      {findIn !== undefined && <FindBox value={search.q ?? ''} placeholder={findIn} onChange={onChange} />}
      <div className={styles.pills}>
        {active.map((facet) => (
          <Pill
            key={facet.id}
            facet={facet}
            value={search[facet.id] ?? ''}
            isOpen={editing === facet.id}
            onOpen={(isOpen) => setEditing(isOpen ? facet.id : undefined)}
            onChange={(value) => onChange({ [facet.id]: value })}
          />
        ))}
        {pinned.map((facet) => (
          <AddFacet key={facet.id} facet={facet} onAdd={() => setEditing(facet.id)} />
        ))}
        {others.length > 0 && (
          <Menu
            label={say('filter.add')}
            groups={[others.map(({ id, label }) => ({ label, onSelect: () => setEditing(id) }))]}
            target={
              <button type="button" className={styles.add}>
                <Icon of={IconPlus} size={12} />
                {say('filter.add')}
              </button>
            }
          />
        )}
        {isNarrowed && (
          <Button kind="plain" small onClick={clear}>
            {say('filter.clear')}
          </Button>
        )}
      </div>
      {end !== undefined && <div className={styles.end}>{end}</div>}
    </search>
  );
}

function AddFacet({ facet: { label, shortcut }, onAdd }: { facet: Facet; onAdd: () => void }) {
  useShortcut(shortcut, onAdd, label);
  return (
    <button type="button" className={styles.add} onClick={onAdd} aria-keyshortcuts={shortcut}>
      <Icon of={IconPlus} size={12} />
      {label}
      {shortcut !== undefined && <Key>{shortcut}</Key>}
    </button>
  );
}

function FindBox({ value, placeholder, onChange }: { value: string; placeholder: string; onChange: SetSearch }) {
  const say = useText();
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  useShortcut('/', () => input.current?.focus(), say('filter.find'));
  useEffect(() => {
    // Back, or a view, changed what is looked for.
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      onChange({ q: typed }, { replace: true });
    }, 250);
    return () => clearTimeout(timer);
  });
  return (
    <label className={styles.find}>
      <Icon of={IconSearch} />
      <span className="hidden-visually">{say('filter.find')}</span>
      <input
        ref={input}
        type="search"
        value={typed}
        placeholder={placeholder}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Key>/</Key>
    </label>
  );
}

interface PillProps {
  readonly facet: Facet;
  readonly value: string;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChange: (value: string | undefined) => void;
}

function Pill({ facet, value, isOpen, onOpen, onChange }: PillProps) {
  const say = useText();
  const text = sayValues(facet, value, (name) => say('filter.not', { name }));
  const done = (next: string | undefined) => {
    onChange(next);
    onOpen(false);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      transitionProps={{ duration: 120 }}
      classNames={{ dropdown: styles.popover } as Record<string, string>}
    >
      <span className={styles.pill}>
        <Popover.Target>
          <button type="button" onClick={() => onOpen(!isOpen)} title={text}>
            <span className={styles.key}>{facet.label}</span>
            <span className={styles.value}>{text === '' ? say('filter.choose') : text}</span>
          </button>
        </Popover.Target>
        <button
          type="button"
          aria-label={say('filter.remove', { name: facet.label })}
          onClick={() => {
            onOpen(false);
            onChange(undefined);
          }}
        >
          <Icon of={IconX} size={12} />
        </button>
      </span>
      <Popover.Dropdown>
        {facet.choices === undefined ? (
          <TypedValue facet={facet} value={value} onDone={done} />
        ) : (
          <Choices facet={facet} value={value} onChange={onChange} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({
  facet,
  value,
  onChange,
}: {
  facet: Facet;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const say = useText();
  const { number } = useFormat();
  const [isNot, setNot] = useState(value.startsWith('!'));
  const chosen = valuesOf(value).map((each) => each.replace(/^!/, ''));
  const tell = (values: readonly string[], not: boolean) =>
    onChange(values.length === 0 ? undefined : values.map((each) => (not ? `!${each}` : each)).join(','));
  const toggle = (each: string) => {
    const next = facet.single
      ? [each]
      : chosen.includes(each)
        ? chosen.filter((other) => other !== each)
        : [...chosen, each];
    tell(next, isNot);
  };
  return (
    <div className={styles.choices}>
      {facet.negatable === true && (
        <Segmented
          label={facet.label}
          value={isNot ? 'not' : 'any'}
          choices={[
            { value: 'any', label: say('filter.anyOf') },
            { value: 'not', label: say('filter.noneOf') },
          ]}
          onChange={(how) => {
            setNot(how === 'not');
            tell(chosen, how === 'not');
          }}
        />
      )}
      {facet.choices?.map(({ value: each, label, count }) => (
        <Check key={each} radio={facet.single === true} checked={chosen.includes(each)} onChange={() => toggle(each)}>
          {label}
          {count !== undefined && <span className="muted small push">{number(count)}</span>}
        </Check>
      ))}
    </div>
  );
}

function TypedValue({
  facet,
  value,
  onDone,
}: {
  facet: Facet;
  value: string;
  onDone: (value: string | undefined) => void;
}) {
  const say = useText();
  const [typed, setTyped] = useState(value);
  return (
    <form
      className="stack-small"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(typed.trim() === '' ? undefined : typed.trim());
      }}
    >
      <TextField
        label={facet.label}
        value={typed}
        placeholder={facet.placeholder}
        onChange={(event) => setTyped(event.target.value)}
        data-autofocus
      />
      <Button type="submit" small>
        {say('filter.apply')}
      </Button>
    </form>
  );
}
