import { PageHead } from '../ui/page-head.tsx';

export function ConnectPage() {
  return <PageHead title="ConnectPage" />;
}
