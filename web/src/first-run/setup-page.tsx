import { PageHead } from '../ui/page-head.tsx';

export function SetupPage() {
  return <PageHead title="SetupPage" />;
}
