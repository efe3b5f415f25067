import { PageHead } from '../ui/page-head.tsx';

export function SitePage() {
  return <PageHead title="SitePage" />;
}
