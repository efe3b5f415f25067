import { Drawer } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useLiveEvents } from '../api/live.ts';
import { restOfTexts, useText } from '../text/text.tsx';
import { IconButton } from '../ui/button.tsx';
import { keepFocus } from '../ui/keep-focus.ts';
import { useShortcut } from '../ui/shortcuts.ts';
import { Toasts } from '../ui/toasts.tsx';
import { Banners } from './banners.tsx';
import { useGoKeys } from './go-keys.ts';
import { Navigation } from './navigation.tsx';
import styles from './shell.module.css';
import { TopBar } from './top-bar.tsx';

const Palette = lazy(async () => {
  const [{ Palette }] = await Promise.all([import('../palette/palette.tsx'), restOfTexts()]);
  return { default: Palette };
});
const ShortcutSheet = lazy(async () => {
  const [{ ShortcutSheet }] = await Promise.all([import('../palette/shortcut-sheet.tsx'), restOfTexts()]);
  return { default: ShortcutSheet };
});

/** What stands around every page of somebody who is signed in. */
export function Shell() {
  const say = useText();
  const [open, setOpen] = useState<'menu' | 'palette' | 'keys'>();
  const close = () => setOpen(undefined);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useLiveEvents();
  useGoKeys();
  useShortcut('mod+k', () => setOpen('palette'));
  useShortcut('?', () => setOpen('keys'));
  useEffect(() => (main.current === null ? undefined : keepFocus(main.current)), []);
  // A new page is announced from its beginning, as after loading one.
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    setOpen(undefined);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#main">
        {say('shell.skip')}
      </a>
      <Navigation />
      <TopBar
        menu={
          <span className="only-narrow">
            <IconButton icon={IconMenu2} name={say('shell.menu')} onClick={() => setOpen('menu')} />
          </span>
        }
        onFind={() => setOpen('palette')}
        onKeys={() => setOpen('keys')}
      />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Banners />
        <Outlet />
      </main>
      <Drawer
        opened={open === 'menu'}
        onClose={close}
        title="Patchlight"
        size={280}
        closeButtonProps={{ 'aria-label': say('dialog.close') }}
      >
        <Navigation isDrawer />
      </Drawer>
      <Suspense>
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'keys' && <ShortcutSheet onClose={close} />}
      </Suspense>
      <Toasts />
    </div>
  );
}
