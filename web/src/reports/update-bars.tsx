import { useText } from '../text/text.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { Count } from '../ui/facts.tsx';
import { Status, statusColours } from '../ui/status.tsx';
import styles from './update-bars.module.css';
import { keyOfUpdate, nameOfUpdate } from './update-columns.tsx';
import type { UpdateGrouping, UpdateRow } from './use-module-updates.ts';

const shown = ['security', 'unsupported', 'update'] as const;
const most = 10;

interface UpdateBarsProps {
  readonly rows: readonly (UpdateRow | undefined)[];
  readonly grouping: Exclude<UpdateGrouping, 'none'>;
}

/** The groups with the most to do, side by side. */
export function UpdateBars({ rows, grouping }: UpdateBarsProps) {
  const say = useText();
  const groups = rows.flatMap((row) => (row === undefined || 'version' in row ? [] : [row])).slice(0, most);
  const first = groups[0];
  if (first === undefined) return null;
  const totalOf = (group: (typeof groups)[number]) => shown.reduce((sum, status) => sum + group[status], 0);
  const longest = Math.max(1, ...groups.map(totalOf));
  return (
    <FigurePanel
      title={say(`reports.bars.${grouping}`)}
      note={say('reports.bars.note', { count: groups.length })}
      summary={say('reports.bars.summary', { name: nameOfUpdate(first), count: totalOf(first) })}
      table={{
        heads: [say(`reports.by.${grouping}`), ...shown.map((status) => say(`status.${status}`))],
        rows: groups.map((group) => [
          nameOfUpdate(group),
          ...shown.map((status) => <Count key={status} value={group[status]} />),
        ]),
      }}
    >
      <ul className={styles.bars}>
        {groups.map((group) => (
          <li key={keyOfUpdate(group)}>
            <span className="truncate" title={nameOfUpdate(group)}>
              {nameOfUpdate(group)}
            </span>
            <span className={styles.track} aria-hidden>
              {shown.map(
                (status) =>
                  group[status] > 0 && (
                    <i
                      key={status}
                      className={`${styles.part} ${statusColours(status)}`}
                      style={{ width: `${(group[status] / longest) * 100}%` }}
                    />
                  ),
              )}
            </span>
            <b className="tabular">{totalOf(group)}</b>
          </li>
        ))}
      </ul>
      <div className={styles.legend}>
        {shown.map((status) => (
          <Status key={status} status={status} />
        ))}
      </div>
    </FigurePanel>
  );
}
