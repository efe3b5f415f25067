import { PageHead } from '../ui/page-head.tsx';

export function AdvisoriesPage() {
  return <PageHead title="AdvisoriesPage" />;
}
