import { usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { ButtonLink } from '../ui/button.tsx';

/** To the mutes of a project, where they are extended and ended. Each organization has its own. */
export function RegisterLink({ project }: { project: string | undefined }) {
  const say = useText();
  const { org, organizationId } = usePlace();
  if (organizationId === undefined) return null;
  return (
    <ButtonLink
      kind="plain"
      small
      to="/o/$org/settings"
      params={{ org }}
      search={{ tab: 'mutes', ...(project !== undefined && { project }) }}
    >
      {say('mutes.register.open')}
    </ButtonLink>
  );
}
