import { PageHead } from '../ui/page-head.tsx';

export function AdvisoryPage() {
  return <PageHead title="AdvisoryPage" />;
}
