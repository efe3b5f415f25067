import type { AuditLog } from '@patchlight/contract/audit-logs';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useFormat } from '../text/format.ts';
import { type TextId, useText } from '../text/text.tsx';
import { flat, linesOf } from '../ui/diff.tsx';
import { None } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Column } from '../ui/table/columns.ts';

export function useAuditColumns(open: string | undefined): readonly Column<AuditLog>[] {
  const say = useText();
  const { dateTime, exact } = useFormat();
  return [
    {
      id: 'time',
      head: say('audit.time'),
      width: 188,
      card: 'line',
      cell: ({ id, created_at }) => (
        <span className="row">
          <Icon of={id === open ? IconChevronDown : IconChevronRight} size={14} />
          <time dateTime={created_at} title={exact(created_at)}>
            {dateTime(created_at)}
          </time>
        </span>
      ),
    },
    { id: 'actor', head: say('audit.actor'), width: 150, cell: (entry) => <Actor entry={entry} /> },
    { id: 'action', head: say('audit.action'), width: 220, card: 'first', cell: ({ action }) => <code>{action}</code> },
    {
      id: 'target',
      head: say('audit.target'),
      cell: ({ site, organization, target }) => site?.name ?? organization?.name ?? target.type ?? <None />,
    },
    { id: 'what', head: say('audit.what'), below: 1200, card: 'line', cell: (entry) => <Summary entry={entry} /> },
    {
      id: 'result',
      head: say('audit.result'),
      width: 104,
      card: 'status',
      cell: ({ status }) =>
        status === 'success' ? (
          <span className="muted">{say('audit.result.success')}</span>
        ) : (
          <b>{say(`audit.result.${status}`)}</b>
        ),
    },
  ];
}

export function Actor({ entry: { actor } }: { entry: AuditLog }) {
  const say = useText();
  const kind = say(`audit.actor.${actor.type}` as TextId);
  return actor.type === 'user' ? (
    (actor.name ?? kind)
  ) : (
    <span title={actor.name ?? undefined}>
      {actor.type === 'key' && actor.name !== null ? `${kind}: ${actor.name}` : kind}
    </span>
  );
}

// What changed in a line, where it fits one: the rest opens with the row.
function Summary({ entry }: { entry: AuditLog }) {
  const say = useText();
  const changed = linesOf(flat(entry.before), flat(entry.after)).filter(({ sign }) => sign === '+');
  if (changed.length === 0) return <None />;
  const [first] = changed;
  return (
    <span className="truncate" title={changed.map(({ text }) => text).join('\n')}>
      {changed.length === 1 ? first?.text : say('audit.fields', { first: first?.text, more: changed.length - 1 })}
    </span>
  );
}
