import type { Mail } from '@patchlight/contract/messages';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Ago, None } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';

const kinds = ['invitation', 'password_reset', 'verify_address', 'alert', 'digest', 'test'] as const;

export function useMailColumns(): readonly Column<Mail>[] {
  const say = useText();
  // A kind of a later version has no word here yet.
  const nameOf = (kind: string) => {
    const known = kinds.find((each) => each === kind);
    return known === undefined ? kind : say(`console.mail.kind.${known}`);
  };
  const delivery = useDelivery();
  return [
    {
      id: 'subject',
      head: say('console.mail.subject'),
      card: 'first',
      cell: ({ subject, recipient }) => (
        <TwoLines name={<span title={subject}>{subject}</span>} under={<span title={recipient}>{recipient}</span>} />
      ),
    },
    {
      id: 'kind',
      head: say('console.mail.kind'),
      width: 136,
      below: 992,
      cell: ({ kind }) => <span className="muted">{nameOf(kind)}</span>,
    },
    {
      id: 'written',
      head: say('console.mail.written'),
      width: 104,
      label: say('console.mail.written'),
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
    { id: 'state', head: say('console.mail.state'), width: 200, card: 'status', cell: delivery },
    {
      id: 'answer',
      head: say('console.mail.answer'),
      width: 280,
      below: 1200,
      card: 'line',
      cell: ({ answer }) =>
        answer === null ? (
          <span className="only-wide">
            <None />
          </span>
        ) : (
          <span className="muted" title={answer}>
            {answer}
          </span>
        ),
    },
  ];
}

function useDelivery(): (mail: Mail) => ReactNode {
  const say = useText();
  const { moment } = useFormat();
  return ({ status, attempts, next_attempt_at: next, sent_at: sent }) => {
    const word = say(`console.mail.${status}`);
    const tries = say('console.mail.tries', { attempts });
    if (status === 'waiting')
      return (
        <TwoLines
          name={word}
          under={attempts === 0 || next === null ? tries : say('console.mail.nextTry', { tries, at: moment(next) })}
        />
      );
    return <TwoLines name={word} under={sent === null ? tries : moment(sent)} />;
  };
}
