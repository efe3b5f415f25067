import { PageHead } from '../ui/page-head.tsx';

export function NewSitePage() {
  return <PageHead title="NewSitePage" />;
}
