import { Menu as MantineMenu } from '@mantine/core';
import type { Icon as TablerIcon } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  readonly label: ReactNode;
  readonly icon?: TablerIcon;
  readonly onSelect?: () => void;
  /** A page of ours or an address elsewhere instead of an action. */
  readonly href?: string;
  /** Why it cannot be chosen; said under it. */
  readonly disabledReason?: string | undefined;
}

/** A menu under its button; `groups` are divided by lines. */
export function Menu({
  target,
  groups,
  label,
}: {
  target: ReactElement;
  groups: readonly (readonly MenuItem[])[];
  label?: string;
}) {
  return (
    <MantineMenu
      position="bottom-end"
      shadow="none"
      transitionProps={{ duration: 120 }}
      classNames={{ dropdown: styles.menu, item: styles.item, label: styles.label } as Record<string, string>}
    >
      <MantineMenu.Target>{target}</MantineMenu.Target>
      <MantineMenu.Dropdown aria-label={label}>
        {groups
          .filter((group) => group.length > 0)
          .map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of groups
            <div key={index}>
              {index > 0 && <MantineMenu.Divider />}
              {group.map((item, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: items have no other name
                <Item key={at} {...item} />
              ))}
            </div>
          ))}
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

function Item({ label, icon, onSelect, href, disabledReason }: MenuItem) {
  const section = icon && <Icon of={icon} />;
  const text = (
    <>
      {label}
      {disabledReason !== undefined && <span className={styles.why}>{disabledReason}</span>}
    </>
  );
  if (href !== undefined && disabledReason === undefined)
    return (
      <MantineMenu.Item component="a" href={href} leftSection={section}>
        {text}
      </MantineMenu.Item>
    );
  return (
    <MantineMenu.Item
      leftSection={section}
      disabled={disabledReason !== undefined}
      {...(onSelect && { onClick: onSelect })}
    >
      {text}
    </MantineMenu.Item>
  );
}
