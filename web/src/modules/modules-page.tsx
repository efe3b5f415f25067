import { PageHead } from '../ui/page-head.tsx';

export function ModulesPage() {
  return <PageHead title="ModulesPage" />;
}
