import { PageHead } from '../ui/page-head.tsx';

export function AcceptInvitationPage() {
  return <PageHead title="AcceptInvitationPage" />;
}
