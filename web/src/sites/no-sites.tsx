import { useMay, usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { Button, ButtonLink, useRoleReason } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';

/** Nothing yet, with the next step; or nothing that fits the filters. */
export function NoSites({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  const say = useText();
  const { org } = usePlace();
  const mayWrite = useMay('sites:write');
  const reason = useRoleReason();
  if (isNarrowed)
    return (
      <Empty title={say('list.nothingMatches')} actions={<Button onClick={onClear}>{say('list.clearFilters')}</Button>}>
        {say('list.nothingMatches.why')}
      </Empty>
    );
  const add = mayWrite.may ? (
    <ButtonLink to="/o/$org/sites/new" params={{ org }} kind="main">
      {say('sites.add')}
    </ButtonLink>
  ) : (
    <Button disabledReason={reason(mayWrite)}>{say('sites.add')}</Button>
  );
  return (
    <Empty title={say('sites.none')} actions={add}>
      {say('sites.none.why')}
    </Empty>
  );
}
