import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../../text/text.tsx';
import { Check } from '../choices.tsx';
import { Icon } from '../icon.tsx';
import { type Column, useFittingColumns } from './columns.ts';
import type { Selection } from './selection.ts';
import styles from './table.module.css';
import { LoadingRow, Row } from './table-rows.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { useVisibleRows } from './use-visible-rows.ts';

export interface RowGroup {
  readonly key: string;
  readonly head: ReactNode;
}

export interface DataTableProps<R> {
  /** What it is a table of; read by who does not see it. */
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  /** `undefined` at a place is a row that is still loading. */
  readonly rows: readonly (R | undefined)[];
  readonly rowKey: (row: R) => string;
  /** How a row is called where it is chosen; without, its key. */
  readonly rowName?: (row: R) => string;
  /** Opens the page of a row. */
  readonly onOpen?: (row: R) => void;
  /** Shows a row beside the table; told of the next one while somebody walks on with `onMove`. */
  readonly onPeek?: (row: R) => void;
  readonly onMove?: (row: R) => void;
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string) => void;
  readonly selection?: Selection;
  /** Rows that belong together stand under a head; the rows come in the order of their groups. */
  readonly groupOf?: (row: R) => RowGroup;
  readonly rowHeight?: 'compact' | 'normal' | 'relaxed' | 'two-lines';
  /** Draws only what is seen, for more than some hundred rows; told which rows those are. */
  readonly virtual?: boolean;
  readonly onVisible?: (from: number, to: number) => void;
  /** More about a row, in a row of its own below it, while it is open. */
  readonly detail?: (row: R) => ReactNode | undefined;
  /** Greyed rows, e.g. those that no longer match what is looked for. */
  readonly isGone?: (row: R) => boolean;
}

const heights = { compact: 32, normal: 40, relaxed: 48, 'two-lines': 56 } as const;
const classOfHeight = { compact: styles.compact, normal: '', relaxed: styles.relaxed, 'two-lines': styles.two };

/** A table whose rows can be sorted, chosen, opened and walked with `j` and `k`; cards on a phone. */
export function DataTable<R>(given: DataTableProps<R>) {
  const columns = useFittingColumns(given.columns);
  const props = { ...given, columns };
  const { caption, rows, rowKey, selection, rowHeight = 'normal', virtual = false, onVisible } = props;
  const { body, from, to, before, after } = useVisibleRows(rows.length, heights[rowHeight], virtual, onVisible);
  const keys = useRowKeys(props);
  const span = columns.length + (selection ? 1 : 0);
  const shown = rows.slice(from, to);
  let lastGroup = groupBefore(props, from);
  return (
    <table className={`${styles.table} ${classOfHeight[rowHeight]}`} aria-rowcount={rows.length + 1}>
      <caption className={styles.caption}>{caption}</caption>
      <colgroup>
        {selection && <col style={{ width: 44 }} />}
        {columns.map(({ id, width }) => (
          <col key={id} {...(width !== undefined && { style: { width } })} />
        ))}
      </colgroup>
      <Head {...props} />
      <tbody ref={body} onKeyDown={keys.onKeyDown}>
        {before > 0 && <Filler height={before} span={span} />}
        {shown.map((row, index) => {
          const at = from + index;
          if (row === undefined)
            return <LoadingRow key={`loading-${at}`} columns={columns} at={at} hasCheck={selection !== undefined} />;
          const group = props.groupOf?.(row);
          const isFirst = group !== undefined && group.key !== lastGroup;
          lastGroup = group?.key;
          const line = <Row key={rowKey(row)} {...props} row={row} at={at} isCurrent={keys.current === at} />;
          const detail = props.detail?.(row);
          return [
            isFirst && (
              <tr key={`group-${group.key}`} className={styles.group}>
                <th colSpan={span} scope="rowgroup">
                  {group.head}
                </th>
              </tr>
            ),
            line,
            detail !== undefined && (
              <tr key={`detail-${rowKey(row)}`} className={styles.detail}>
                <td colSpan={span}>{detail}</td>
              </tr>
            ),
          ];
        })}
        {after > 0 && <Filler height={after} span={span} />}
      </tbody>
    </table>
  );
}

function groupBefore<R>({ rows, groupOf }: DataTableProps<R>, from: number): string | undefined {
  const row = from > 0 ? rows[from - 1] : undefined;
  return row === undefined ? undefined : groupOf?.(row).key;
}

function Head<R>({ columns, rows, rowKey, sort, onSort, selection }: DataTableProps<R>) {
  const say = useText();
  const ids = rows.flatMap((row) => (row === undefined ? [] : [rowKey(row)]));
  const chosen = selection === undefined ? 0 : ids.filter((id) => selection.has(id)).length;
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
        {columns.map((column) => {
          const direction = sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : undefined;
          const classes = column.end ? styles.end : undefined;
          if (column.sort === undefined || onSort === undefined)
            return (
              <th key={column.id} scope="col" className={classes}>
                {column.head}
              </th>
            );
          return (
            <th key={column.id} scope="col" className={classes} {...(direction && { 'aria-sort': direction })}>
              <button type="button" className={styles.sort} onClick={() => onSort(nextSort(column, sort))}>
                {column.head}
                {direction && <Icon of={direction === 'ascending' ? IconArrowUp : IconArrowDown} size={12} />}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function nextSort<R>({ sort = '', descending = false }: Column<R>, now: string | undefined): string {
  if (now === sort) return `-${sort}`;
  if (now === `-${sort}`) return sort;
  return descending ? `-${sort}` : sort;
}

function Filler({ height, span }: { height: number; span: number }) {
  return (
    <tr className={styles.filler} aria-hidden>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

/** A name with something smaller under it. */
export function TwoLines({ name, under }: { name: ReactNode; under: ReactNode }) {
  return (
    <>
      <span className={`${styles.name} truncate`}>{name}</span>
      <span className={styles.under}>{under}</span>
    </>
  );
}
