import { useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { Account } from './account.tsx';
import { Appearance } from './appearance.tsx';
import { Password } from './password.tsx';
import { Sessions } from './sessions.tsx';

/** What is a person's own. */
export function ProfilePage() {
  const say = useText();
  const { id } = useUser();
  const found = useApi('GET /api/v1/users/{user_id}', { params: { user_id: id } });
  const user = found.data?.data;
  return (
    <>
      <PageHead title={say('profile.title')} lead={user?.email} />
      {found.error ? (
        <ErrorPanel what={say('profile.failed')} error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <div className="beside">
          <div className="stack">
            {user !== undefined && <Account key={user.updated_at} user={user} />}
            <Sessions />
          </div>
          <div className="stack">
            <Appearance />
            <Password />
          </div>
        </div>
      )}
    </>
  );
}
