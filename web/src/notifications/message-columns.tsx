import type { Message } from '@patchlight/contract/messages';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { None } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';

export type { Message };

interface MessageColumnsOptions {
  /** Whose it is, or what it is about, where that is not the same for all of them. */
  readonly of?: 'recipient' | 'organization';
  readonly resend?: { readonly send: (message: Message) => void; readonly busyId: string | undefined };
}

export function useMessageColumns({ of, resend }: MessageColumnsOptions): readonly Column<Message>[] {
  const say = useText();
  const { moment, exact } = useFormat();
  const result = useResult();
  const time: Column<Message> = {
    id: 'time',
    head: say('notifications.log.time'),
    width: 128,
    card: 'status',
    cell: ({ created_at }) => (
      <time className="muted" dateTime={created_at} title={exact(created_at)}>
        {moment(created_at)}
      </time>
    ),
  };
  const whose: Column<Message> = {
    id: 'of',
    head: say(of === 'recipient' ? 'notifications.log.recipient' : 'notifications.log.organization'),
    width: 160,
    ...(of === 'organization' && { below: 992 as const }),
    cell: ({ recipient, organization }) =>
      of === 'recipient' ? recipient.name : (organization?.name ?? say('notifications.log.several')),
  };
  const action: Column<Message> = {
    id: 'resend',
    head: say('notifications.log.action'),
    width: 132,
    end: true,
    card: 'line',
    cell: (message) =>
      (message.status === 'delivered' || message.status === 'failed') && (
        <Button small busy={resend?.busyId === message.id} onClick={() => resend?.send(message)}>
          {say('notifications.log.resend')}
        </Button>
      ),
  };
  return [
    time,
    {
      id: 'kind',
      head: say('notifications.log.kind'),
      width: 128,
      below: 992,
      cell: ({ kind }) => <span className="muted">{say(`notifications.kind.${kind}`)}</span>,
    },
    ...(of === undefined ? [] : [whose]),
    {
      id: 'subject',
      head: say('notifications.log.subject'),
      card: 'first',
      cell: ({ subject }) =>
        subject === '' ? (
          <span className="muted">{say('notifications.log.skipped')}</span>
        ) : (
          <span className="truncate" title={subject}>
            {subject}
          </span>
        ),
    },
    { id: 'result', head: say('notifications.log.result'), width: 176, cell: result },
    {
      id: 'answer',
      head: say('notifications.log.answer'),
      width: 240,
      below: 1200,
      card: 'line',
      cell: ({ answer, status }) =>
        status === 'paused' ? (
          say('notifications.log.paused')
        ) : answer === null ? (
          <span className="only-wide">
            <None />
          </span>
        ) : (
          <span className="muted" title={answer}>
            {answer}
          </span>
        ),
    },
    ...(resend === undefined ? [] : [action]),
  ];
}

/** What became of it, and after how many attempts where it was not the first. */
function useResult(): (message: Message) => ReactNode {
  const say = useText();
  return ({ status, attempts }) => {
    if (status === 'delivered' && attempts > 1) return say('notifications.log.onTry', { attempts });
    if (status === 'waiting' && attempts > 0) return say('notifications.log.tried', { attempts });
    if (status === 'unchanged' || status === 'paused') return say('notifications.log.notSentAtAll');
    const text = say(`notifications.status.${status}`);
    return status === 'failed' ? <b>{text}</b> : text;
  };
}
