import { PageHead } from '../ui/page-head.tsx';

export function ConsolePage() {
  return <PageHead title="ConsolePage" />;
}
