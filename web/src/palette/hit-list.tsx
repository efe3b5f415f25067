import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Hit, HitGroup, HitLink } from './hits.ts';
import styles from './palette.module.css';
import { readVersionQuery } from './version-query.ts';

/** The id of a hit in the page, for who listens to which one is selected. */
export const hitId = ({ key }: Hit): string => `hit-${key.replace(/[^a-z0-9-]/gi, '-')}`;

interface HitListProps {
  readonly groups: readonly HitGroup[];
  readonly current: Hit | undefined;
  readonly text: string;
  readonly hrefOf: (link: HitLink) => string;
  readonly onOpen: (hit: Hit) => void;
  readonly onPoint: (hit: Hit) => void;
}

export function HitList({ groups, current, text, hrefOf, onOpen, onPoint }: HitListProps) {
  const say = useText();
  const id = useId();
  return (
    <div className={styles.list} role="listbox" id="palette-hits" aria-label={say('palette.results')} tabIndex={-1}>
      {groups.map(({ name, hits }, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={name} role="group" aria-labelledby={`${id}-${index}`}>
          <h3 id={`${id}-${index}`} role="presentation">
            {name}
          </h3>
          {hits.map((hit) => (
            <Option
              key={hit.key}
              hit={hit}
              isCurrent={hit === current}
              text={readVersionQuery(text)?.module ?? text}
              hrefOf={hrefOf}
              onOpen={onOpen}
              onPoint={onPoint}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps extends Pick<HitListProps, 'hrefOf' | 'onOpen' | 'onPoint'> {
  readonly hit: Hit;
  readonly isCurrent: boolean;
  readonly text: string;
}

function Option({ hit, isCurrent, text, hrefOf, onOpen, onPoint }: OptionProps) {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) own.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const parts = (
    <>
      <Icon of={hit.icon} />
      <span className={styles.text}>
        <span className={styles.name} title={hit.name}>
          <Marked name={hit.name} text={text} />
        </span>
        {hit.note !== undefined && <span className={styles.note}>{hit.note}</span>}
      </span>
      {hit.end}
    </>
  );
  const shared = {
    role: 'option',
    id: hitId(hit),
    'aria-selected': isCurrent,
    tabIndex: -1,
    className: styles.hit,
    onPointerMove: () => !isCurrent && onPoint(hit),
  } as const;
  return (
    <div ref={own} role="presentation">
      {'run' in hit ? (
        <button type="button" {...shared} onClick={() => onOpen(hit)}>
          {parts}
        </button>
      ) : (
        <a
          href={hrefOf(hit.link)}
          {...shared}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(hit);
          }}
        >
          {parts}
        </a>
      )}
    </div>
  );
}

/** The name with what was typed in it made strong. */
function Marked({ name, text }: { name: string; text: string }): ReactNode {
  const wanted = text.trim();
  const at = wanted === '' ? -1 : name.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return name;
  return (
    <>
      {name.slice(0, at)}
      <mark>{name.slice(at, at + wanted.length)}</mark>
      {name.slice(at + wanted.length)}
    </>
  );
}
