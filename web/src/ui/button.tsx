import { Tooltip } from '@mantine/core';
import type { Icon as TablerIcon } from '@tabler/icons-react';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { useText } from '../text/text.tsx';
import styles from './button.module.css';
import { Icon } from './icon.tsx';
import { useShortcut } from './shortcuts.ts';

interface Looks {
  /** `main`: the one filled button of a screen. */
  readonly kind?: 'default' | 'main' | 'plain';
  readonly small?: boolean;
  readonly wide?: boolean;
  readonly icon?: TablerIcon;
}

interface ButtonProps extends Looks, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly ref?: Ref<HTMLButtonElement>;
  /** A single key that does the same, shown on the button. */
  readonly shortcut?: string;
  /** Why it cannot be used now. It stays in reach of the keyboard, and says so. */
  readonly disabledReason?: string | undefined;
  /** Something that was started and is not done. */
  readonly busy?: boolean;
}

const classesOf = ({ kind = 'default', small, wide }: Looks) =>
  [styles.button, kind !== 'default' && styles[kind], small && styles.small, wide && styles.wide]
    .filter(Boolean)
    .join(' ');

export function Button({
  kind,
  small,
  wide,
  icon,
  shortcut,
  disabledReason,
  busy = false,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const isOff = disabledReason !== undefined || busy;
  useShortcut(shortcut, (event) => {
    if (!isOff) onClick?.(event as never);
  });
  const button = (
    <button
      type="button"
      className={classesOf({ kind, small, wide } as Looks)}
      aria-disabled={isOff || undefined}
      aria-busy={busy || undefined}
      aria-keyshortcuts={shortcut}
      onClick={(event) => (isOff ? event.preventDefault() : onClick?.(event))}
      {...rest}
    >
      {icon && <Icon of={icon} />}
      {children}
      {shortcut !== undefined && <Key>{shortcut}</Key>}
    </button>
  );
  return disabledReason === undefined ? button : <Tooltip label={disabledReason}>{button}</Tooltip>;
}

/** A button that is an icon alone; its name is said and shown on hover. */
export function IconButton({
  icon,
  name,
  ...rest
}: { icon: TablerIcon; name: string } & ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }) {
  return (
    <button type="button" {...rest} className={styles.lone} aria-label={name} title={name}>
      <Icon of={icon} />
    </button>
  );
}

function Anchor({
  kind,
  small,
  wide,
  icon,
  children,
  ref,
  ...rest
}: Looks & AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement>; children?: ReactNode }) {
  return (
    <a ref={ref} {...rest} className={classesOf({ kind, small, wide } as Looks)}>
      {icon && <Icon of={icon} />}
      {children}
    </a>
  );
}

/** A link to a page that looks like a button. */
export const ButtonLink: LinkComponent<typeof Anchor> = createLink(Anchor);

/** A link to elsewhere, or a file, that looks like a button. */
export const ButtonAnchor = Anchor;

export function Key({ children }: { children: string }) {
  return (
    <kbd className={styles.key} aria-hidden>
      {children}
    </kbd>
  );
}

/** The reason for a control that the person's role does not allow. */
export function useRoleReason(): (gate: {
  may: boolean;
  needs: 'viewer' | 'developer' | 'organization_admin' | 'superuser';
}) => string | undefined {
  const say = useText();
  return ({ may, needs }) => (may ? undefined : say('role.needed', { role: say(`role.${needs}`) }));
}
