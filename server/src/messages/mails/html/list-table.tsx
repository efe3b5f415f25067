import type { Cell, Column, RowGroup, Table } from '../letter.ts';
import { Tokens, Whole } from './spans.tsx';
import { cellStyle, styles } from './styles.ts';

/** Rows of one kind under their columns, in groups where these have names. */
export function ListTable({ table: { columns, groups } }: { table: Table }) {
  return (
    <table cellPadding={0} cellSpacing={0} border={0} width="100%" style={styles.table}>
      <thead>
        <tr>
          {columns.map((column, index) => (
            <th
              key={column.label}
              scope="col"
              className={classOf(column, 'm-head m-quiet')}
              style={styleOf(columns, index, true)}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
        <Rows key={index} group={group} columns={columns} />
      ))}
    </table>
  );
}

function Rows({ group: { title, rows }, columns }: { group: RowGroup; columns: readonly Column[] }) {
  return (
    <tbody>
      {title !== null && (
        <tr>
          <th scope="rowgroup" colSpan={columns.length} style={styles.group}>
            {title}
          </th>
        </tr>
      )}
      {rows.map((cells, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, nothing moves.
        <tr key={row}>
          {columns.map((column, index) => (
            <td key={column.label} className={classOf(column, 'm-row')} style={styleOf(columns, index, false)}>
              <CellText cell={cells[index]} column={column} />
              {index === nameOf(columns) && <Folded cells={cells} columns={columns} />}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function CellText({ cell, column }: { cell: Cell | undefined; column: Column }) {
  if (cell === undefined) return null;
  const text = column.isVersion ? (
    <span style={styles.version}>
      <Tokens text={cell.text} />
    </span>
  ) : (
    cell.text
  );
  const words = column.isStrong ? <b>{text}</b> : text;
  return (
    <>
      {cell.href === undefined ? (
        words
      ) : (
        <a href={cell.href} style={styles.rowLink}>
          {words}
        </a>
      )}
      {cell.note !== undefined && cell.note !== '' && (
        <div className="m-quiet" style={styles.note}>
          <Whole text={cell.note} />
        </div>
      )}
    </>
  );
}

/** What has no column of its own on a narrow screen, below the name. */
function Folded({ cells, columns }: { cells: readonly Cell[]; columns: readonly Column[] }) {
  return columns.map(({ label, isFolding }, index) =>
    isFolding ? (
      <div key={label} className="m-folded m-quiet" style={styles.folded}>
        {label}: {cells[index]?.text}
      </div>
    ) : null,
  );
}

const nameOf = (columns: readonly Column[]) => columns.findIndex(({ isShort, isVersion }) => !isShort && !isVersion);

const classOf = ({ isMinor, isFolding }: Column, always: string) =>
  isMinor || isFolding ? `${always} m-minor` : always;

function styleOf(columns: readonly Column[], index: number, isHead: boolean) {
  const column = columns[index];
  return cellStyle({
    isLast: index === columns.length - 1,
    isRight: column?.isRight ?? false,
    isShort: column?.isShort ?? false,
    isHead,
  });
}
