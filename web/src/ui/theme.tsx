import { type CSSVariablesResolver, createTheme, MantineProvider } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';

/** `auto` follows the system. Which one is in `data-theme`, and set before the first paint by `theme.js`. */
export const themes = ['auto', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const storedAs = 'patchlight.theme';
const listeners = new Set<() => void>();

function currentTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return themes.find((each) => each === theme) ?? 'auto';
}

export function setTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(storedAs, theme);
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentTheme);
}

const theme = createTheme({
  fontFamily: 'var(--font-sans)',
  fontFamilyMonospace: 'var(--font-mono)',
  cursorType: 'pointer',
  defaultRadius: 8,
  respectReducedMotion: true,
  components: {
    // It would write a style of its own into the page, which the page's policy forbids.
    ModalRoot: { defaultProps: { lockScroll: false } },
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
    Tooltip: {
      defaultProps: {
        withinPortal: true,
        openDelay: 200,
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
});

// The parts of the kit take their colours from our tokens, which know light and dark themselves.
const colours = {
  '--mantine-color-body': 'var(--color-canvas)',
  '--mantine-color-text': 'var(--color-ink)',
  '--mantine-color-dimmed': 'var(--color-muted)',
  '--mantine-color-default': 'var(--color-raised)',
  '--mantine-color-default-hover': 'var(--color-hover)',
  '--mantine-color-default-color': 'var(--color-ink)',
  '--mantine-color-default-border': 'var(--color-line)',
  '--mantine-color-placeholder': 'var(--color-muted)',
  '--mantine-color-error': 'var(--color-ink)',
  '--mantine-font-size-sm': 'var(--text-table)',
};
const resolver: CSSVariablesResolver = () => ({ variables: {}, light: colours, dark: colours });

/** What a style needs to be drawn on this page. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// Where what keeps the page from scrolling under a dialog looks for it.
Object.assign(globalThis, { __webpack_nonce__: nonce });

export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolver}
      getStyleNonce={() => nonce}
      withGlobalClasses={false}
      defaultColorScheme="light"
    >
      {children}
    </MantineProvider>
  );
}
