import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, useId } from 'react';
import { useText } from '../../text/text.tsx';
import { Check } from '../choices.tsx';
import { Icon } from '../icon.tsx';
import { ColumnGrip } from './column-grip.tsx';
import type { Column } from './columns.ts';
import type { DataTableProps } from './data-table.tsx';
import { readSort, sortBy, sortByToo } from './sort.ts';
import styles from './table.module.css';
import type { ColumnWidths } from './use-column-widths.ts';

interface TableHeadProps<R> extends DataTableProps<R> {
  readonly onResize: ColumnWidths['change'] | undefined;
}

function Head<R>({ onResize, ...props }: TableHeadProps<R>) {
  const { columns, rows, rowKey, sort, selection } = props;
  const id = useId();
  const say = useText();
  const ids = rows.flatMap((row) => (row === undefined ? [] : [rowKey(row)]));
  const chosen = selection === undefined ? 0 : ids.filter((id) => selection.has(id)).length;
  const [first] = readSort(sort);
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection && (
          <th scope="col">
            <Check
              aria-label={say('table.selectAll')}
              checked={chosen > 0 && chosen === ids.length}
              mixed={chosen > 0 && chosen < ids.length}
              onChange={() => selection.setAll(ids, chosen < ids.length)}
            />
          </th>
        )}
        {columns.map((column, index) => {
          // Of two it stands on the first alone, which is what a reader can tell; the second says it in words.
          const isFirst = first !== undefined && first.name === column.sort;
          const left = columns[index - 1];
          return (
            <th
              key={column.id}
              scope="col"
              className={column.end ? styles.end : undefined}
              // What moves its edge is no part of its name.
              {...(onResize && { 'aria-labelledby': `${id}${column.id}` })}
              {...(isFirst && { 'aria-sort': first.isDescending ? 'descending' : 'ascending' })}
            >
              {left && onResize && <ColumnGrip left={left} right={column} change={onResize} />}
              <span id={`${id}${column.id}`} className={styles.label}>
                <HeadOf {...props} column={column} />
              </span>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

// While somebody scrolls it stays as it is, and with it the count of what is chosen. The cast keeps the type of its rows.
export const TableHead = memo(Head) as typeof Head;

function HeadOf<R>({ column, sort, onSort, sortsByTwo = false }: DataTableProps<R> & { column: Column<R> }) {
  const say = useText();
  const { sort: name, descending = false, head } = column;
  if (name === undefined || onSort === undefined) return head;
  const keys = readSort(sort);
  const at = keys.findIndex((key) => key.name === name);
  const key = keys[at];
  const chosen = { name, isDescending: descending };
  const direction = key && say(key.isDescending ? 'table.descending' : 'table.ascending');
  return (
    <button
      type="button"
      className={styles.sort}
      {...(at > 0 && { 'data-sorted': '' })}
      title={sortsByTwo ? say('table.sortToo') : undefined}
      onClick={(event) => onSort(sortsByTwo && event.shiftKey ? sortByToo(chosen, sort) : sortBy(chosen, sort))}
    >
      <span className={styles.headText}>{head}</span>
      {key && <Icon of={key.isDescending ? IconArrowDown : IconArrowUp} size={12} />}
      {key && keys.length > 1 && (
        <>
          <span className={styles.order} aria-hidden>
            {at + 1}
          </span>
          <span className="hidden-visually">
            {' '}
            {at === 0 ? say('table.sortedFirst') : say('table.sortedSecond', { direction })}
          </span>
        </>
      )}
    </button>
  );
}
