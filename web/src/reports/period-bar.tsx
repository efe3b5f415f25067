import type { PatchRunReport } from '@patchlight/contract/patch-run-report';
import type { ListSearch, SetSearch } from '../list/search.ts';
import { TagMenu } from '../list/tag-menu.tsx';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { dayIn, type PeriodKind, periodOf } from './period.ts';
import styles from './reports.module.css';

const kinds = ['weekly', 'monthly', 'ytd', 'custom'] as const;

interface PeriodBarProps {
  readonly search: ListSearch;
  readonly onChange: SetSearch;
  readonly report: PatchRunReport | undefined;
  readonly previous: PatchRunReport | undefined;
}

/** Which time the report is of, and whose sites; `w` and `y` choose the weeks and the year, `d` days of one's own. */
export function PeriodBar({ search, onChange, report, previous }: PeriodBarProps) {
  const say = useText();
  const asked = periodOf(search);
  // Chosen, before its first day is typed.
  const kind: PeriodKind = search.period === 'custom' ? 'custom' : asked.period;
  const choose = (next: PeriodKind) =>
    onChange({
      period: next === 'weekly' ? undefined : next,
      from: next === 'custom' && report ? dayIn(report.from, report.timezone) : undefined,
      to: undefined,
    });
  useShortcut('w', () => choose('weekly'));
  useShortcut('y', () => choose('ytd'));
  useShortcut('d', () => choose('custom'));
  return (
    <div className={`${styles.bar} no-print`}>
      <Segmented
        label={say('reports.period')}
        value={kind}
        choices={kinds.map((value) => ({ value, label: say(`reports.period.${value}`) }))}
        onChange={choose}
      />
      {kind === 'custom' && (
        <span className="row">
          <DayField name="from" label={say('reports.from')} value={search.from} onChange={onChange} />
          <DayField name="to" label={say('reports.to')} value={search.to} onChange={onChange} />
        </span>
      )}
      <TagMenu value={search.tag} onChange={(tag) => onChange({ tag })} />
      {report && <Compared report={report} previous={previous} />}
    </div>
  );
}

interface DayFieldProps {
  readonly name: 'from' | 'to';
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: SetSearch;
}

function DayField({ name, label, value, onChange }: DayFieldProps) {
  return (
    <label className={styles.day}>
      <span className="muted">{label}</span>
      <input
        type="date"
        value={value ?? ''}
        onChange={({ target }) => onChange({ [name]: target.value === '' ? undefined : target.value })}
      />
    </label>
  );
}

/** `1 Jan 2026 to 20 Aug 2026, compared with …`; on paper it says which time the report is of. */
export function Compared({ report, previous }: Pick<PeriodBarProps, 'report' | 'previous'>) {
  const say = useText();
  const { date } = useFormat();
  if (report === undefined) return null;
  const days = ({ from, to, timezone }: PatchRunReport) => ({
    from: date(from, timezone),
    to: date(lastMomentOf(to), timezone),
  });
  const before = previous && days(previous);
  return (
    <span className="muted small">
      {say('reports.span', days(report))}
      {before && `, ${say('reports.compared', before)}`}
    </span>
  );
}

// The end is the first moment that is not in it, or now.
const lastMomentOf = (to: string) => new Date(Math.min(Date.parse(to) - 1, Date.now()));
