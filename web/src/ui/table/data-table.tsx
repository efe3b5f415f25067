import { type ReactNode, useRef } from 'react';
import { useText } from '../../text/text.tsx';
import { type Column, useFittingColumns } from './columns.ts';
import type { Selection } from './selection.ts';
import styles from './table.module.css';
import { TableHead } from './table-head.tsx';
import { LoadingRow, Row } from './table-rows.tsx';
import { useChangeNotice } from './use-change-notice.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useRoom } from './use-room.ts';
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
  /** By the names of the server: `-risk`, or `-risk,name` where it takes two. */
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string) => void;
  readonly sortsByTwo?: boolean;
  readonly selection?: Selection;
  /** The list that it shows: the widths of its columns can be changed, and are kept for the person by this name. */
  readonly list?: string;
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

/** Of the column of boxes. */
const checkWidth = 44;
const heights = { compact: 32, normal: 40, relaxed: 48, 'two-lines': 56 } as const;
const classOfHeight = { compact: styles.compact, normal: '', relaxed: styles.relaxed, 'two-lines': styles.two };

/** A table whose rows can be sorted, chosen, opened and walked with `j` and `k`; cards on a phone. */
export function DataTable<R>(given: DataTableProps<R>) {
  const table = useRef<HTMLTableElement>(null);
  const room = Math.max(0, useRoom(table) - (given.selection ? checkWidth : 0));
  const columns = useFittingColumns(given.columns, room);
  const props = { ...given, columns };
  const { caption, rows, rowKey, selection, rowHeight = 'normal', virtual = false, onVisible } = props;
  const { body, from, to, before, after } = useVisibleRows(rows.length, heights[rowHeight], virtual, onVisible);
  const keys = useRowKeys(props);
  const say = useText();
  const { widths, change } = useColumnWidths(props.list, columns, room);
  const [changed, onChanged] = useChangeNotice();
  const span = columns.length + (selection ? 1 : 0);
  const shown = rows.slice(from, to);
  let lastGroup = groupBefore(props, from);
  return (
    <>
      <table ref={table} className={`${styles.table} ${classOfHeight[rowHeight]}`} aria-rowcount={rows.length + 1}>
        <caption className={styles.caption}>{caption}</caption>
        <colgroup>
          {selection && <col style={{ width: checkWidth }} />}
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width: widths[id] ?? width }} />
          ))}
        </colgroup>
        <TableHead {...props} onResize={props.list === undefined ? undefined : change} />
        <tbody ref={body} onKeyDown={keys.onKeyDown}>
          {before > 0 && <Filler height={before} span={span} />}
          {/* One flat list: rows in a list each would be known by their places, and made anew with every step of a scroll. */}
          {shown.flatMap((row, index) => {
            const at = from + index;
            if (row === undefined)
              return <LoadingRow key={`loading-${at}`} columns={columns} at={at} hasCheck={selection !== undefined} />;
            const group = props.groupOf?.(row);
            const isFirst = group !== undefined && group.key !== lastGroup;
            lastGroup = group?.key;
            const line = (
              <Row
                key={rowKey(row)}
                {...props}
                row={row}
                at={at}
                isCurrent={keys.current === at}
                onChanged={onChanged}
              />
            );
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
      <p className="hidden-visually" role="status">
        {changed > 0 && say('table.changed', { count: changed })}
      </p>
    </>
  );
}

function groupBefore<R>({ rows, groupOf }: DataTableProps<R>, from: number): string | undefined {
  const row = from > 0 ? rows[from - 1] : undefined;
  return row === undefined ? undefined : groupOf?.(row).key;
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
