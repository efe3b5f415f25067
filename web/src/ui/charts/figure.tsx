import { IconList } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { Button } from '../button.tsx';
import { Panel } from '../panel.tsx';
import styles from './figure.module.css';

export interface ChartTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}

interface FigureProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** The chart in one sentence: what somebody should take from it. */
  readonly summary: ReactNode;
  readonly table: ChartTable;
  readonly children: ReactNode;
}

/** A chart in a panel, which is a table for whoever prefers one. */
export function FigurePanel({ title, note, summary, table, children }: FigureProps) {
  const say = useText();
  const [isTable, setTable] = useState(false);
  const toggle = (
    <span className="no-print">
      <Button kind="plain" small icon={IconList} aria-pressed={isTable} onClick={() => setTable(!isTable)}>
        {say(isTable ? 'chart.asChart' : 'chart.asTable')}
      </Button>
    </span>
  );
  return (
    <Panel title={title} note={note} end={toggle}>
      <figure className={styles.figure}>
        {isTable ? <Table {...table} caption={title} /> : children}
        <figcaption>{summary}</figcaption>
      </figure>
    </Panel>
  );
}

function Table({ heads, rows, caption }: ChartTable & { caption: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={caption}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a chart have their order only
            <tr key={index}>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have their column only
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
