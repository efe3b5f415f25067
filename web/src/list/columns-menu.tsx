import { Popover } from '@mantine/core';
import { IconArrowUp, IconColumns } from '@tabler/icons-react';
import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Check, Segmented } from '../ui/choices.tsx';
import { type Column, shownColumns } from '../ui/table/columns.ts';
import styles from './columns-menu.module.css';
import filterStyles from './filter-bar.module.css';
import type { ListSearch, SetSearch } from './search.ts';

export const densities = ['compact', 'normal', 'relaxed'] as const;
export type Density = (typeof densities)[number];
export const densityOf = ({ density }: ListSearch): Density => densities.find((each) => each === density) ?? 'relaxed';
export const colsOf = ({ cols }: ListSearch): readonly string[] | undefined =>
  cols === undefined ? undefined : cols.split(',');

interface ColumnsMenuProps<R> {
  readonly columns: readonly Column<R>[];
  readonly search: ListSearch;
  readonly onChange: SetSearch;
}

/** Which columns a list shows, in which order, and how high its rows are; all of it stands in the address. */
export function ColumnsMenu<R>({ columns, search, onChange }: ColumnsMenuProps<R>) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  const usual = shownColumns(columns, undefined).map(({ id }) => id);
  const shown = shownColumns(columns, colsOf(search)).map(({ id }) => id);
  const order = [...shown, ...columns.map(({ id }) => id).filter((id) => !shown.includes(id))];
  const set = (next: readonly string[]) =>
    onChange({ cols: next.join() === usual.join() ? undefined : next.join(','), page: search.page }, { replace: true });
  const toggle = (id: string) => set(shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id]);
  const raise = (id: string) => {
    const at = shown.indexOf(id);
    set(shown.toSpliced(at, 1).toSpliced(at - 1, 0, id));
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      transitionProps={{ duration: 120 }}
      classNames={{ dropdown: filterStyles.popover } as Record<string, string>}
    >
      <Popover.Target>
        <Button kind="plain" small icon={IconColumns} onClick={() => setOpen(!isOpen)}>
          {say('columns.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Segmented
          label={say('columns.density')}
          value={densityOf(search)}
          choices={densities.map((value) => ({ value, label: say(`columns.${value}`) }))}
          onChange={(value) =>
            onChange({ density: value === 'relaxed' ? undefined : value, page: search.page }, { replace: true })
          }
        />
        <ul>
          {order.map((id) => {
            const column = columns.find((each) => each.id === id);
            if (column === undefined) return null;
            const isFixed = column.card === 'first';
            const at = shown.indexOf(id);
            return (
              <li key={id} className={styles.column}>
                <Check checked={at >= 0} disabled={isFixed} onChange={() => toggle(id)}>
                  {column.head}
                </Check>
                {at > 0 && (
                  <IconButton
                    icon={IconArrowUp}
                    name={say('columns.raise', { name: column.head })}
                    onClick={() => raise(id)}
                  />
                )}
              </li>
            );
          })}
        </ul>
        {search.cols !== undefined && (
          <Button kind="plain" small onClick={() => set(usual)}>
            {say('columns.usual')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
