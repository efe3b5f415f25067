import { PageHead } from '../ui/page-head.tsx';

export function RunwayPage() {
  return <PageHead title="RunwayPage" />;
}
