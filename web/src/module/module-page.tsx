import { PageHead } from '../ui/page-head.tsx';

export function ModulePage() {
  return <PageHead title="ModulePage" />;
}
