import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';

interface Check {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly detail?: string | null;
}

/** What the server says of itself, each part with its word. */
export function Readiness() {
  const say = useText();
  const { data } = useQuery({
    queryKey: ['readyz'],
    queryFn: async () => (await (await fetch('/readyz')).json()) as { checks: Record<string, Check> },
    refetchInterval: 15_000,
  });
  return Object.entries(data?.checks ?? {}).map(([name, { status, detail }]) => (
    <span key={name} title={detail ?? undefined}>
      <Icon of={status === 'ok' ? IconCircleCheck : IconAlertCircle} />
      {name}: {status === 'ok' ? say('console.ok') : <b>{say(`console.${status}`)}</b>}
    </span>
  ));
}
