import type { UpdateSummary } from '@patchlight/contract/reports';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Counter, Counters } from '../ui/counters.tsx';
import { Status } from '../ui/status.tsx';

/** Of all sites that the tag lets through, whatever else is narrowed. */
export function UpdateCounters({ summary }: { summary: UpdateSummary }) {
  const say = useText();
  const { number } = useFormat();
  return (
    <Counters label={say('reports.updates.numbers')}>
      {(['security', 'unsupported', 'update', 'unknown'] as const).map((status) => (
        <Counter
          key={status}
          name={<Status status={status} quiet={summary[status] === 0} />}
          value={number(summary[status])}
        />
      ))}
      <Counter
        name={say('reports.updates.sites')}
        value={number(summary.sites)}
        note={summary.muted > 0 ? say('reports.updates.muted', { count: summary.muted }) : undefined}
      />
    </Counters>
  );
}
