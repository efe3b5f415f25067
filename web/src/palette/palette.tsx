import { Modal } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react';
import { T, useText } from '../text/text.tsx';
import { IconButton, Key } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useFoundHits } from './found-hits.tsx';
import { HitList, hitId } from './hit-list.tsx';
import type { Hit, HitLink } from './hits.ts';
import { usePageHits } from './page-hits.tsx';
import styles from './palette.module.css';
import { useDebounced } from './use-debounced.ts';

/** Two keystrokes to anything: pages, modules, advisories, sites, and what the page behind can do. */
export function Palette({ onClose }: { onClose: () => void }) {
  const say = useText();
  const navigate = useNavigate();
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const asked = useDebounced(typed, 120);
  const [selected, setSelected] = useState(0);
  // Enter that came before the answer: opens what comes first in it.
  const [isHasty, setHasty] = useState(false);
  const own = usePageHits(useDeferredValue(typed));
  const { groups: found, isFetching } = useFoundHits(asked);
  const groups = [...found, own.pages, own.actions].filter(({ hits }) => hits.length > 0);
  const hits = groups.flatMap((group) => group.hits);
  const current = hits[Math.min(selected, hits.length - 1)];
  const isWaiting = typed.trim() !== '' && (typed !== asked || isFetching);

  // Which parameters a page takes is known to its pattern only, and this is any of them.
  const hrefOf = (link: HitLink) => router.buildLocation({ ...link } as never).href;
  const open = (hit: Hit, inNewTab = false) => {
    if ('run' in hit) {
      onClose();
      // The page is behind the dialog until that has gone.
      setTimeout(hit.run, 0);
      return;
    }
    if (inNewTab) window.open(hrefOf(hit.link), '_blank', 'noopener');
    else void navigate({ href: hrefOf(hit.link) });
    onClose();
  };
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    if (!isHasty || isWaiting) return;
    setHasty(false);
    if (current !== undefined) latest.current(current);
  }, [isHasty, isWaiting, current]);

  const onKeyDown = (event: KeyboardEvent) => {
    const last = hits.length - 1;
    if (event.key === 'ArrowDown') setSelected(selected >= last ? 0 : selected + 1);
    else if (event.key === 'ArrowUp') setSelected(selected <= 0 ? last : selected - 1);
    else if (event.key === 'Enter' && isWaiting && !event.ctrlKey && !event.metaKey) setHasty(true);
    else if (event.key === 'Enter' && current !== undefined) open(current, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  const { content, overlay, body } = styles;
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={640}
      yOffset="96px"
      transitionProps={{ duration: 120 }}
      classNames={{ content, overlay, body } as Record<string, string>}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={say('shell.find')}>
        <Modal.Body>
          <div className={styles.input}>
            <Icon of={IconSearch} />
            <input
              type="text"
              role="combobox"
              aria-expanded={hits.length > 0}
              aria-controls="palette-hits"
              aria-activedescendant={current && hitId(current)}
              aria-autocomplete="list"
              aria-label={say('shell.find')}
              placeholder={say('palette.placeholder')}
              value={typed}
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              onKeyDown={onKeyDown}
              onChange={(event) => {
                setTyped(event.target.value);
                setSelected(0);
                setHasty(false);
              }}
            />
            <Key>Esc</Key>
            <span className="only-narrow">
              <IconButton icon={IconX} name={say('dialog.close')} onClick={onClose} />
            </span>
          </div>
          <HitList
            groups={groups}
            current={current}
            text={asked}
            hrefOf={hrefOf}
            onOpen={open}
            onPoint={(hit) => setSelected(hits.indexOf(hit))}
          />
          {hits.length === 0 && (
            <p className={styles.nothing} role="status">
              {isWaiting ? say('list.loading') : say('palette.nothing', { text: typed })}
            </p>
          )}
          <div className={styles.foot}>
            <span>
              <Key>↑</Key>
              <Key>↓</Key>
              {say('palette.move')}
            </span>
            <span>
              <Key>Enter</Key>
              {say('palette.open')}
            </span>
            <span>
              <Key>Ctrl</Key>
              <Key>Enter</Key>
              {say('palette.newTab')}
            </span>
            <span className="push">
              <T id="palette.hint" example={<code>webform &lt; 6.2.3</code>} />
            </span>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
