import { IconMapQuestion } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useText } from '../text/text.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { useTitle } from '../ui/page-head.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';

/** An address without a page, or something that is not there or not to be seen. */
export function PageMissing() {
  const say = useText();
  useTitle(say('page.notFound'));
  return (
    <Empty
      icon={IconMapQuestion}
      title={say('page.notFound')}
      actions={<ButtonLink to="/">{say('page.goHome')}</ButtonLink>}
    >
      {say('page.notFound.why')}
    </Empty>
  );
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  const say = useText();
  return <ErrorPanel what={say('page.failed')} error={error} onRetry={reset} />;
}
